// Stub.
export default function NewTicketPage() {
  return null
}
