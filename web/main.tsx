// The staff web starts here: words first, then the shell.

import { createRoot } from 'react-dom/client'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import { Desk } from './shell/App.tsx'
import { startWords } from './i18n.ts'
import { hasChinese } from './map/capable.ts'

// Only for machines without Chinese letters; everybody else downloads no font at all.
if (!hasChinese()) void import('@fontsource-variable/noto-sans-sc/wght.css')
await startWords()
createRoot(document.querySelector('#desk')!).render(<Desk />)
