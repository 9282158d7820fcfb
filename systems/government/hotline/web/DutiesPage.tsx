// Stub.
export default function DutiesPage() {
  return null
}
