// Stub.
export default function TicketPage() {
  return null
}
