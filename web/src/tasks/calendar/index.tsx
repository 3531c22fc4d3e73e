// The month; its days with their tasks.

import { UpcomingView } from '../views/upcoming';

export default function CalendarView() {
  return <UpcomingView />;
}
