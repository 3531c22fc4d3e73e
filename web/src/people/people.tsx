import { useState } from 'react';
import { usePlace } from '../shell/place';
import { EVERYBODY } from './calls';
import { PeopleList } from './list';
import { PersonPage } from './one';

export default function People() {
  const id = usePlace().query.get('id');
  const [wish, setWish] = useState(EVERYBODY); // stays while one of them is looked at

  return id ? <PersonPage key={id} id={id} /> : <PeopleList wish={wish} change={setWish} />;
}
