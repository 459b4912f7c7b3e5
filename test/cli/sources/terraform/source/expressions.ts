// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of Terraform have them.
/** What the expressions below refer to. */
export const CONTEXT = `
variable "mode" {
  default = "CLUSTER_MULTI_AZ"
}
variable "broker" {
  type = object({
    mode    = optional(string, "SINGLE_INSTANCE")
    public  = optional(bool)
    size    = number
    subnets = optional(list(string), [])
  })
  default = { size = "3", extra = true }
}
variable "names" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "switch" {
  type    = bool
  default = "true"
}
variable "refuses_null" {
  nullable = false
  default  = "x"
}
variable "any_list" {
  type    = list(any)
  default = [true, "x"]
}
variable "any_map" {
  type    = map(any)
  default = { multi = true, note = "x" }
}
variable "null" {
  type    = string
  default = null
}
locals {
  brokers = {
    orders   = { mode = "CLUSTER_MULTI_AZ", public = false }
    payments = { mode = "SINGLE_INSTANCE", public = true }
  }
  list    = ["a", "b", "c"]
  indirect = local.list[1]
}
`;

/** Expressions with their values in Terraform. */
export const KNOWN: readonly (readonly [expression: string, value: unknown])[] = [
  ['"text"', 'text'],
  [String.raw`"a\"b\\n\n\u00e9\U0001F430"`, 'a"b\\n\né🐰'],
  ['"🐰 ${var.mode}"', '🐰 CLUSTER_MULTI_AZ'],
  ['"$${x} %%{y} $5"', '${x} %{y} $5'],
  ['"${var.mode}"', 'CLUSTER_MULTI_AZ'],
  ['" ${var.mode}  ${1 + 1} ${true} "', ' CLUSTER_MULTI_AZ  2 true '],
  ['"a ${~ "b" ~} c"', 'abc'],
  ['<<EOT\n  one $${x} \\n\n  ${var.mode}\nEOT\n', '  one ${x} \\n\n  CLUSTER_MULTI_AZ\n'],
  ['<<-EOT\n    one\n      ${var.mode}\n    EOT\n', 'one\n  CLUSTER_MULTI_AZ\n'],
  ['1.5', 1.5],
  ['-3', -3],
  ['!var.switch', false],
  ['!local.brokers.orders.public', true],
  ['-var.broker.size == -3 ? 1 : 2', 1],
  ['[1, "a", null, [true]]', [1, 'a', null, [true]]],
  [
    '{ a = 1, "b" : 2, (var.mode) = 3, "x-${var.mode}" = 4, true = 5 }',
    { a: 1, b: 2, CLUSTER_MULTI_AZ: 3, 'x-CLUSTER_MULTI_AZ': 4, true: 5 },
  ],
  ['var.broker', { mode: 'SINGLE_INSTANCE', public: null, size: 3, subnets: [] }],
  ['var.names', ['a', 'b']],
  ['var.switch', true],
  ['var.refuses_null', 'x'],
  ['var.null', null],
  ['local.indirect', 'b'],
  ['local.brokers["payments"].mode', 'SINGLE_INSTANCE'],
  ['local.list.1', 'b'],
  ['local.list[*]', ['a', 'b', 'c']],
  ['values(local.brokers)[*].mode', ['CLUSTER_MULTI_AZ', 'SINGLE_INSTANCE']],
  ['values(local.brokers).*.mode', ['CLUSTER_MULTI_AZ', 'SINGLE_INSTANCE']],
  ['var.null[*]', []],
  ['1 + 2 * 3 - 4', 3],
  ['(1 + 2) * 3 % 4', 1],
  ['2 - -1', 3],
  ['1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3', true],
  ['false || !true', false],
  ['true || false && false', true],
  ['"a" == "a" && "a" != "b"', true],
  ['null == null', true],
  ['var.null == null ? "unset" : var.null', 'unset'],
  ['var.mode == "X" ? "a" : var.mode == "CLUSTER_MULTI_AZ" ? "b" : "c"', 'b'],
  ['true ? "a" : false ? "b" : "c"', 'a'],
  ['true ? false ? "a" : "b" : "c"', 'b'],
  ['(true ? false : true) ? "a" : "b"', 'b'],
  ['false ? 1 : false ? 2 : false ? 3 : 4', 4],
  ['true ? 1 : "x"', '1'],
  ['[for name in local.list : upper(name)]', ['A', 'B', 'C']],
  ['[for index, name in local.list : "${index}${name}" if name != "b"]', ['0a', '2c']],
  [
    '{ for name, broker in local.brokers : upper(name) => broker.mode }',
    { ORDERS: 'CLUSTER_MULTI_AZ', PAYMENTS: 'SINGLE_INSTANCE' },
  ],
  ['{ for name, broker in local.brokers : broker.public => name... }', { false: ['orders'], true: ['payments'] }],
  ['[for key, value in var.names : "${key}${value}"]', ['aa', 'bb']],
  ['lower("CLUSTER")', 'cluster'],
  ['coalesce("", null, "a", "b")', 'a'],
  ['compact(["a", "", "b"])', ['a', 'b']],
  ['concat(["a"], ["b"])', ['a', 'b']],
  ['concat([["a"], ["b"]]...)', ['a', 'b']],
  ['contains(local.list, "b")', true],
  ['contains(keys(local.brokers), "x")', false],
  ['distinct(["a", "b", "a"])', ['a', 'b']],
  ['element(local.list, 4)', 'b'],
  ['endswith("abc", "bc") && startswith("abc", "ab")', true],
  ['flatten([["a"], [["b"], []]])', ['a', 'b']],
  ['join("-", local.list)', 'a-b-c'],
  ['length(local.list) + length(local.brokers) + length("a🐰")', 7],
  ['lookup(local.brokers, "x", { mode = "none" }).mode', 'none'],
  ['lookup({ a = "1" }, "a", "2")', '1'],
  ['merge(local.brokers.orders, { mode = "X" }, null)', { mode: 'X', public: false }],
  ['max(1, 3, 2) - min(1, 3, 2)', 2],
  ['one(["a"])', 'a'],
  ['one([]) == null', true],
  ['range(3)', [0, 1, 2]],
  ['range(1, 3)', [1, 2]],
  ['replace("a.b", ".", "-")', 'a-b'],
  ['reverse(["a", "b"])', ['b', 'a']],
  ['slice(local.list, 1, 3)', ['b', 'c']],
  ['sort(["b", "a"])', ['a', 'b']],
  ['split(",", "a,b")', ['a', 'b']],
  ['tobool("true")', true],
  ['tolist(toset(["b", "a"]))', ['a', 'b']],
  ['tonumber("12")', 12],
  ['tostring(12)', '12'],
  ['trimspace(" a ")', 'a'],
  ['trimprefix("abc", "a")', 'bc'],
  ['trimsuffix("abc", "c")', 'ab'],
  ['alltrue([true, true]) && anytrue([false, true])', true],
  ['zipmap(["a", "b"], [1, 2])', { a: 1, b: 2 }],
  ['toset(["b", "a"])[*]', ['a', 'b']],
  ['length(var.names[*])', 2],
  ['try(toset(["a"])["a"], "not there")', 'not there'],
  ['[for x in toset([10, 9]) : x]', [9, 10]],
  ['[for key, value in toset([10, 9]) : key + value]', [18, 20]],
  ['tolist(toset([10, 9]))', [9, 10]],
  ['flatten([toset(["b", "a"])])', ['a', 'b']],
  ['tolist([true, "x"])', ['true', 'x']],
  ['tomap({ a = 1, b = "x" })', { a: '1', b: 'x' }],
  ['toset([1, "1"])', ['1']],
  ['distinct([true, "true"])', ['true']],
  ['[1, "x"][0]', 1],
  ['coalesce(true, "x")', 'true'],
  ['coalesce(null, "x", 1)', 'x'],
  ['var.any_list', ['true', 'x']],
  ['var.any_map', { multi: 'true', note: 'x' }],
  ['compact(["a", null, ""])', ['a']],
  ['split("", "ab")', ['a', 'b']],
  ['split(",", "")', ['']],
  [String.raw`sort(["\uffff", "\U0001F430"])`, ['\uffff', '\u{1F430}']],
  ['true ? { a = "x" } : {}', { a: 'x' }],
  ['true ? { a = 1, b = "x" } : { a = 2, b = "y" }', { a: 1, b: 'x' }],
  ['try(local.brokers.x.mode, "fallback")', 'fallback'],
  ['try(local.list[9], local.list[0])', 'a'],
  ['try({ a = local.brokers.x }, { a = "b" }).a', 'b'],
  ['can(local.brokers.x) || !can(local.brokers.orders)', false],
  ['nonsensitive(sensitive("a"))', 'a'],
];
