// https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html
const ROOT = /^r-[0-9a-z]{4,32}$/;
const UNIT = /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/;

/** Whether a text is the ID of the root of an organization. */
export function isRoot(text: string): boolean {
  return ROOT.test(text);
}

/** Whether a text is the ID of an organizational unit. */
export function isUnit(text: string): boolean {
  return UNIT.test(text);
}
