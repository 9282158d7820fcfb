// Form parts for citizen pages: one label, hint and error per field, and a summary of errors on top that links to them.

import type { DoorRequest, Lang } from '#kernel/module'
import { html, type Html, type Part } from './html.ts'

export type FormErrors = Record<string, string>

type Common = {
  name: string
  label: string
  hint?: string
  error?: string | undefined
  required?: boolean
  optionalText?: string
}
type TextOptions = Common & {
  value?: string | undefined
  type?: 'text' | 'tel' | 'email' | 'number' | 'date' | 'search'
  inputmode?: string
  autocomplete?: string
  max?: number
  width?: 'short' | 'half'
}

function around(field: Common, control: Html, group = false): Html {
  const label = html`${field.label}${field.optionalText ? html` <span class="quiet">${field.optionalText}</span>` : ''}`
  const hint = field.hint ? html`<p class="hint" id="${field.name}-hint">${field.hint}</p>` : ''
  const error = field.error ? html`<p class="error" id="${field.name}-error">${field.error}</p>` : ''
  const kind = field.error ? 'field bad' : 'field'
  return group
    ? html`<fieldset class="${kind}" id="${field.name}" ${describedBy(field)}>
        <legend>${label}</legend>
        ${hint}${error}${control}
      </fieldset>`
    : html`<div class="${kind}"><label for="${field.name}">${label}</label>${hint}${error}${control}</div>`
}

function describedBy(field: Common): Part {
  const ids = [field.hint ? `${field.name}-hint` : '', field.error ? `${field.name}-error` : ''].filter(Boolean).join(' ')
  return html`${ids ? html` aria-describedby="${ids}"` : ''}${field.error ? html` aria-invalid="true"` : ''}`
}

export function textField(field: TextOptions): Html {
  return around(
    field,
    html`<input
      id="${field.name}"
      name="${field.name}"
      type="${field.type ?? 'text'}"
      value="${field.value ?? ''}"
      ${field.required ? html` required` : ''}${
        field.max ? html` maxlength="${field.max}"` : ''
      }${field.inputmode ? html` inputmode="${field.inputmode}"` : ''}${field.autocomplete ? html` autocomplete="${field.autocomplete}"` : ''}${
        field.width ? html` class="${field.width}"` : ''
      }${describedBy(field)}
    />`,
  )
}

export function longField(field: Common & { value?: string | undefined; rows?: number; max?: number }): Html {
  return around(
    field,
    html`<textarea
      id="${field.name}"
      name="${field.name}"
      rows="${field.rows ?? 5}"
      ${field.required ? html` required` : ''}${
        field.max ? html` maxlength="${field.max}" data-count="${field.max}"` : ''
      }${describedBy(field)}
    >
${field.value ?? ''}</textarea>`,
  )
}

export type Option = { value: string; label: string; hint?: string }

/** Radio buttons: best up to about eight choices. */
export function radioField(field: Common & { options: Option[]; value?: string | undefined; inline?: boolean }): Html {
  return around(
    field,
    html`<div class="${field.inline ? 'choices inline' : 'choices'}">
      ${field.options.map(
        (option, i) =>
          html`<div class="choice">
            <input
              type="radio"
              id="${field.name}-${i}"
              name="${field.name}"
              value="${option.value}"
              ${option.value === field.value ? html` checked` : ''}${field.required ? html` required` : ''}
            /><label for="${field.name}-${i}"
              >${option.label}${option.hint ? html` <span class="quiet">${option.hint}</span>` : ''}</label
            >
          </div>`,
      )}
    </div>`,
    true,
  )
}

export function selectField(field: Common & { options: Option[]; value?: string | undefined; empty?: string }): Html {
  return around(
    field,
    html`<select id="${field.name}" name="${field.name}" ${field.required ? html` required` : ''}${describedBy(field)}>
      ${
        field.empty !== undefined ? html`<option value="">${field.empty}</option>` : ''
      }${field.options.map((option) => html`<option value="${option.value}" ${option.value === field.value ? html` selected` : ''}>${option.label}</option>`)}
    </select>`,
  )
}

export function checkField(field: Common & { checked?: boolean }): Html {
  return html`<div class="${field.error ? 'field bad' : 'field'}">
    <div class="choice">
      <input
        type="checkbox"
        id="${field.name}"
        name="${field.name}"
        value="1"
        ${field.checked ? html` checked` : ''}${describedBy(field)}
      /><label for="${field.name}">${field.label}</label>
    </div>
    ${field.hint ? html`<p class="hint" id="${field.name}-hint">${field.hint}</p>` : ''}${
      field.error ? html`<p class="error" id="${field.name}-error">${field.error}</p>` : ''
    }
  </div>`
}

/** Photos or files; the form must be multipart. The script adds previews. */
export function fileField(field: Common & { accept?: string; multiple?: boolean }): Html {
  return around(
    field,
    html`<input
      type="file"
      id="${field.name}"
      name="${field.name}"
      data-preview
      accept="${field.accept ?? 'image/*'}"
      ${field.multiple ? html` multiple` : ''}${describedBy(field)}
    />`,
  )
}

/** A place: written address that always works, and a map picker that the script opens on demand (it fills lng and lat). */
export function placeField(
  field: Common & { address?: string | undefined; lng?: string | undefined; lat?: string | undefined },
): Html {
  return html`<div class="${field.error ? 'field bad' : 'field'}" data-place>
    <label for="${field.name}">${field.label}</label>${
      field.hint ? html`<p class="hint" id="${field.name}-hint">${field.hint}</p>` : ''
    }${field.error ? html`<p class="error" id="${field.name}-error">${field.error}</p>` : ''}
    <input
      id="${field.name}"
      name="${field.name}"
      type="text"
      value="${field.address ?? ''}"
      maxlength="200"
      autocomplete="street-address"
      ${describedBy(field)}
    />
    <input type="hidden" name="lng" value="${field.lng ?? ''}" /><input type="hidden" name="lat" value="${field.lat ?? ''}" />
  </div>`
}

export function errorSummary(lang: Lang, errors: FormErrors): Part {
  const entries = Object.entries(errors)
  if (!entries.length) return ''
  return html`<div class="summary" role="alert" aria-labelledby="summary-title" tabindex="-1" autofocus>
    <h2 id="summary-title">${lang === 'zh' ? '请先改正以下内容' : 'There is a problem'}</h2>
    <ul>
      ${entries.map(([name, text]) => html`<li><a href="#${name}">${text}</a></li>`)}
    </ul>
  </div>`
}

/** A form with its token; `multipart` when it carries files. `key` makes a second press harmless. */
export function form(
  req: Pick<DoorRequest, 'csrf'>,
  options: { action: string; multipart?: boolean; submit: string; method?: 'get' | 'post'; key?: string },
  ...parts: Part[]
): Html {
  const method = options.method ?? 'post'
  return html`<form
    method="${method}"
    action="${options.action}"
    ${options.multipart ? html` enctype="multipart/form-data"` : ''}
    novalidate
  >
    ${
      method === 'post' ? html`<input type="hidden" name="_csrf" value="${req.csrf}" />` : ''
    }${options.key ? html`<input type="hidden" name="_key" value="${options.key}" />` : ''}${parts}
    <p><button class="button">${options.submit}</button></p>
  </form>`
}

export function facts(rows: [string, Part][]): Html {
  return html`<dl class="facts">
    ${rows
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`
}

/** Where a matter stands: done, current and coming steps as a list. */
export function steps(rows: { text: string; state: 'done' | 'now' | 'next'; note?: string }[]): Html {
  return html`<ol class="steps">
    ${rows.map(
      (row) =>
        html`<li class="${row.state}" ${row.state === 'now' ? html` aria-current="step"` : ''}>
          ${row.text}${row.note ? html` <span class="quiet">${row.note}</span>` : ''}
        </li>`,
    )}
  </ol>`
}

/** Date and time as people of the city read it. */
export function when(lang: Lang, at: Date | string | null | undefined, dateOnly = false): string {
  if (!at) return ''
  return new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'medium',
    ...(dateOnly ? {} : { timeStyle: 'short' }),
  }).format(new Date(at))
}
