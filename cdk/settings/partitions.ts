/** The supported partitions, each with the domain of its console. */
export const CONSOLE_DOMAINS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

export const PARTITIONS: readonly string[] = Object.keys(CONSOLE_DOMAINS);
