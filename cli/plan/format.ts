export type PlanFormat = 'terraform' | 'cloudformation' | 'cli';

/** The names of the files of a plan, if nobody chose one. */
export const PLAN_FILES: Readonly<Record<PlanFormat, string>> = {
  terraform: 'main.tf',
  cloudformation: 'template.yaml',
  cli: 'replacement.sh',
};
