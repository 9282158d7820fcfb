// Multipart bodies for tests of uploads.

/** A multipart body with one file, and its headers. */
export function multipart(
  filename: string,
  bytes: Buffer | string,
  fields: Record<string, string> = {},
  type = 'application/octet-stream',
) {
  const boundary = 'x-yicheng-test-boundary'
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${filename}"\r\ncontent-type: ${type}\r\n\r\n`
  const body = Buffer.concat([
    Buffer.from(parts.join('') + head),
    Buffer.from(bytes as Buffer),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}
