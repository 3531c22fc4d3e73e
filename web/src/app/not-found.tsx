export default function NotFound() {
  return <main className="p-8">There is no such page.</main>;
}
