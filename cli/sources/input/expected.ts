/** The supported inputs, as a sentence. */
export const EXPECTED =
  'Expected a CloudFormation template or change set, the output of "terraform show -json", Terraform configuration (.tf), ' +
  'AWS Config configuration items (from events, the API, queries or delivered files), or a DescribeBroker, ListBrokers or Cloud Control response.';
