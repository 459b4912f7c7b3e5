/** What AWS writes behind the prefix of an ID of Amazon EC2. */
const ID = '([0-9a-f]{8}|[0-9a-f]{17})';

/** The forms of names, IDs and ARNs, as regular expressions for the whole text. Schemas need them as text. */
export const FORMS = {
  subnetId: `subnet-${ID}`,
  securityGroupId: `sg-${ID}`,
  prefixListId: `pl-${ID}`,
  vpcId: `vpc-${ID}`,
  keyArn: 'arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]{1,60}',
} as const;

export type Form = keyof typeof FORMS;

export function hasForm(text: string, form: Form): boolean {
  return new RegExp(`^${FORMS[form]}$`).test(text);
}
