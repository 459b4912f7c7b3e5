/**
 * Writes a value as an XML element. Members that are `undefined` are left out, as is a list without elements.
 * @param member the name of the elements of lists; without it, lists have no element around them
 */
export function toXml(name: string, value: unknown, member?: string): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) {
    if (member === undefined) return value.map((element) => toXml(name, element)).join('');
    return `<${name}>${value.map((element) => toXml(member, element, member)).join('')}</${name}>`;
  }
  if (typeof value !== 'object' || value === null) return `<${name}>${escapeXml(String(value))}</${name}>`;
  const members = Object.entries(value).map(([key, inner]) => toXml(key, inner, member));
  return `<${name}>${members.join('')}</${name}>`;
}

/** @param text what XML 1.0 has no place for, control characters, is left out */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}
