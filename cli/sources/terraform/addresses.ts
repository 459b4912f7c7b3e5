const KEY = String.raw`\[(?:\d+|"(?:[^"\\]|\\.)*")\]`;
const MODULE = String.raw`module\.[\w-]+(?:${KEY})?\.`;
const KEYS = new RegExp(KEY, 'g');
const PREFIX = new RegExp(`^(?:${MODULE})*`);
const LAST_MODULE = new RegExp(`${MODULE}$`);
const ENDS = new RegExp(String.raw`\.|${KEY}`, 'g');
const RESOURCE = new RegExp(String.raw`^[\w-]+\.[\w-]+(?:${KEY})?`);
const CHILD = new RegExp(`^${MODULE}`);

/** An address as in the configuration: without the keys of `count` and `for_each`. */
export function withoutKeys(address: string): string {
  return address.includes('[') ? address.replaceAll(KEYS, '') : address;
}

/** The modules at the beginning of an address, such as `module.mq["eu"].`; empty in the root module. */
export function prefixOf(address = ''): string {
  return PREFIX.exec(address)?.[0] ?? '';
}

/** The address of the module that calls a module, with a point after it. */
export function outerOf(prefix: string): string {
  return prefix.replace(LAST_MODULE, '');
}

/** The module at the beginning of a reference, such as `module.mq["eu"].`. */
export function childIn(reference: string): string | undefined {
  return CHILD.exec(reference)?.[0];
}

/** The resource at the beginning of a reference, such as `aws_kms_key.mq[0]`. */
export function resourceIn(reference: string): string | undefined {
  return RESOURCE.exec(reference)?.[0];
}

/** Without the beginnings of other references, which Terraform lists too. */
export function wholeReferences(references: readonly string[]): readonly string[] {
  if (references.length === 1) return references;
  const beginnings = new Set(
    references.flatMap((reference) => [...reference.matchAll(ENDS)].map(({ index }) => reference.slice(0, index))),
  );
  return references.filter((reference) => !beginnings.has(reference));
}
