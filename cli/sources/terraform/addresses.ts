/** An address as in the configuration: without the keys of `count` and `for_each`. */
export function withoutKeys(address: string): string {
  return address.replaceAll(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '');
}

/** The modules at the beginning of an address, such as `module.mq["eu"].`; empty in the root module. */
export function prefixOf(address = ''): string {
  return /^(?:module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)*/.exec(address)?.[0] ?? '';
}
