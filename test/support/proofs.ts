/** What must be in the JSON of a broker for a check to pass, told apart from the readers that are under test. */
export interface Proof {
  /** Where the fact is in a configuration: `DeploymentMode`, or `Logs.General` for a member of a member. */
  readonly fact: 'DeploymentMode' | 'PubliclyAccessible' | 'Logs.General';
  readonly isProof: (value: unknown) => boolean;
}

/** Whether a value is this text, in whatever case and with whatever space around it. */
export function isText(expected: string): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'string' && value.trim().replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()) === expected;
}

/** Whether a value is this boolean, or says so as text. */
export function isBoolean(expected: boolean): (value: unknown) => boolean {
  return (value) => value === expected || isText(String(expected).toUpperCase())(value);
}

/** Whether an object has a member of this name, else with a small first letter, that is as it should be. */
export function has(
  object: Readonly<Record<string, unknown>>,
  name: string,
  isRight: (value: unknown) => boolean,
): boolean {
  const camelCase = name.charAt(0).toLowerCase() + name.slice(1);
  // What is undefined is left out of JSON.
  const key = Object.hasOwn(object, name) && object[name] !== undefined ? name : camelCase;
  return Object.hasOwn(object, key) && isRight(object[key]);
}
