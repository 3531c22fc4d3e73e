import { useState } from 'react';
import { isAdmin, usePerson } from '../shell/person';
import { usePlace } from '../shell/place';
import { useText } from '../text';
import { Empty } from '../ui/empty';
import { EVERYBODY } from './calls';
import { PeopleList } from './list';
import { PersonPage } from './one';
import { usePeopleText } from './text';

export default function People() {
  const t = usePeopleText();
  const { title } = useText();
  const person = usePerson();
  const id = usePlace().query.get('id');
  const [wish, setWish] = useState(EVERYBODY); // stays while one of them is looked at

  if (!person || !isAdmin(person))
    return (
      <>
        <title>{title(t.title)}</title>
        <Empty level={1} title={t.notAdmin} />
      </>
    );
  return id ? <PersonPage key={id} id={id} /> : <PeopleList wish={wish} change={setWish} />;
}
