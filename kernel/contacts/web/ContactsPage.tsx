// Duty contacts: the generic registry page.

import { RegistryPage } from '#web/registry/RegistryPage.tsx'

export default function ContactsPage() {
  return <RegistryPage path="/contacts/contacts" />
}
