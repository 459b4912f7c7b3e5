import type { Exemption } from '../../checks/exemption.ts';
import { isObject, quote } from '../../checks/json.ts';
import type { ExemptionLimits } from '../../checks/read-exemption.ts';
import { readExemption } from '../../checks/read-exemption.ts';
import { InputError } from '../sources/input/input-error.ts';

/** The exemptions in the metadata of a resource, and what is wrong with others, as sentences. */
export interface MetadataExemptions {
  readonly exemptions: readonly Exemption[];
  readonly faults: readonly string[];
}

const MEMBER = 'exempt';
// Far more than a resource can need. Aliases of YAML can make a million of a few.
const MAX_EXEMPTIONS = 100;
const EXPECTED = `Expected an object with "${MEMBER}", a list of exemptions.`;

/**
 * Reads the member `rabbitmq-conformance` of the metadata of a resource.
 * @param metadata `undefined` if there is none
 */
export function readMetadata(metadata: unknown, limits: ExemptionLimits): MetadataExemptions {
  if (metadata === undefined) return { exemptions: [], faults: [] };
  if (metadata instanceof InputError) return { exemptions: [], faults: [metadata.message] };
  const where = 'the metadata "rabbitmq-conformance"';
  if (!isObject(metadata)) return { exemptions: [], faults: [`${where} is ${quote(metadata)}. ${EXPECTED}`] };
  const faults = Object.keys(metadata)
    .filter((name) => name !== MEMBER)
    .map((name) => `${where} has ${quote(name)}. ${EXPECTED}`);
  const list = metadata[MEMBER];
  if (!Array.isArray(list))
    return { exemptions: [], faults: [...faults, `${where} has no list "${MEMBER}". ${EXPECTED}`] };
  if (list.length > MAX_EXEMPTIONS) {
    const fault = `${where} has ${list.length} exemptions. Expected at most ${MAX_EXEMPTIONS}.`;
    return { exemptions: [], faults: [...faults, fault] };
  }
  const exemptions: Exemption[] = [];
  for (const [index, entry] of list.entries()) {
    const read = readExemption(entry, limits, 'given');
    if (isExemption(read)) exemptions.push(read);
    else faults.push(...read.map(({ message }) => `exemption ${index + 1} in its metadata: ${message}`));
  }
  return { exemptions, faults };
}

function isExemption(read: ReturnType<typeof readExemption>): read is Exemption {
  return !Array.isArray(read);
}
