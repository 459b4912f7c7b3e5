import type { Words } from './words.ts';

/** The page in Japanese. Words that the guide has are those of docs/remediation.ja.md. */
export const JA: Words = {
  title: 'RabbitMQ 準拠状況レポート',
  verdicts: { pass: '準拠', fail: '非準拠', unknown: '判定不能', exempt: '適用除外', skip: '対象外' },
  severities: { high: '高', medium: '中', low: '低' },
  fixes: { 'new-broker': '新しいブローカーへの移行が必要', 'in-place': '設定の更新のみ (新しいブローカーは不要)' },
  checks: {
    'rabbitmq-cluster-deployment': {
      title: 'RabbitMQ ブローカーがクラスターデプロイである',
      label: 'クラスター',
      rationale:
        '単一インスタンスブローカーは、1 つのアベイラビリティーゾーンにある 1 つのノードです。再起動、メンテナンス、障害の間は使えません。クラスターは、異なるアベイラビリティーゾーンにある 3 つのノードを 1 つのエンドポイントにまとめたものです。',
      remediation: 'デプロイモードは変更できません。新しいクラスターを作成し、クライアントを移行してください。',
    },
    'rabbitmq-no-public-access': {
      title: 'RabbitMQ ブローカーにパブリックアクセスできない',
      label: '非公開',
      rationale:
        'パブリックブローカーの AMQP とウェブコンソールのポートには、インターネットの誰でも到達できます。RabbitMQ のパブリックブローカーにはセキュリティグループを設定できないため、守りはパスワードだけです。',
      remediation:
        'アクセスタイプは変更できません。プライベートブローカーを新規に作成し、クライアントを移行してください。',
    },
    'rabbitmq-general-logging': {
      title: 'RabbitMQ ブローカーが一般ログを出力している',
      label: '一般ログ',
      rationale:
        '一般ログがないと、誰が接続したか、どの接続が拒否されたか、なぜノードに障害が起きたかを、あとから調べられません。',
      remediation: 'UpdateBroker の Logs に General=true だけを指定して有効にします。新しいブローカーは不要です。',
    },
    'rabbitmq-cluster-subnets': {
      title: 'RabbitMQ クラスターのサブネットが必要な数のアベイラビリティーゾーンにある',
      label: 'サブネット',
      rationale:
        'プライベートクラスターには、異なるアベイラビリティーゾーンのサブネットにあるエンドポイントから接続します。それらのゾーンがすべて使えなくなると、ほかのゾーンのノードが動いていても、誰も接続できません。',
      remediation:
        'サブネットは変更できません。サブネットを増やした新しいクラスターを作成し、クライアントを移行してください。',
    },
    'rabbitmq-engine-version': {
      title: 'RabbitMQ ブローカーのエンジンバージョンが新しい',
      label: '最低バージョン',
      rationale:
        'サポートが終了したバージョンのブローカーは、Amazon MQ が 45 日以内に自動でアップグレードします。先にアップグレードすれば、アプリケーションを試したうえで、都合のよい時間を選べます。',
      remediation: 'UpdateBroker で、バージョンを順にアップグレードします。新しいブローカーは不要です。',
    },
    'rabbitmq-instance-type': {
      title: 'RabbitMQ ブローカーが本番向けのインスタンスタイプである',
      label: '許可するタイプ',
      rationale:
        'Amazon MQ は、最小のインスタンスタイプをテスト用としています。負荷がかかるとメモリが足りなくなり、ブローカーはメッセージの受け付けを止めます。',
      remediation: 'UpdateBroker で変更します。再起動が必要ですが、新しいブローカーは不要です。',
    },
    'rabbitmq-security-group-sources': {
      title: 'RabbitMQ ブローカーが広いアドレス範囲からのアクセスを許可していない',
      label: '許可する送信元',
      rationale:
        'プライベートブローカーには、VPC と、VPC に接続されたすべてのネットワークから到達できます。どこからのアクセスをログインまで通すかは、セキュリティグループが決めます。',
      remediation: 'Amazon EC2 でグループのルールを変更します。新しいブローカーは不要です。',
    },
    'rabbitmq-customer-key': {
      title: 'RabbitMQ ブローカーがカスタマーマネージドキーで暗号化されている',
      label: '暗号化キー',
      rationale:
        'ブローカーのデータは常に暗号化されて保存されます。自分のキーなら、誰が使えるかを決め、使用の記録を CloudTrail で確認し、キーを無効にできます。',
      remediation: 'キーは変更できません。自分のキーで新しいブローカーを作成し、クライアントを移行してください。',
    },
    'rabbitmq-tags': {
      title: 'RabbitMQ ブローカーに必須のタグがある',
      label: 'タグ',
      rationale:
        'タグは、ブローカーの所有者、費用を負担する人、変更してよい人を示します。タグがないと、誰のものかわかりません。',
      remediation: 'CreateTags でタグを設定します。新しいブローカーは不要です。',
    },
    'rabbitmq-literal-password': {
      title: 'RabbitMQ ブローカーのパスワードを読み取れない',
      label: 'パスワード',
      rationale:
        'ファイル、その履歴、デプロイされたもののどれかを読める人は誰でも、管理者としてブローカーにログインできます。',
      remediation:
        'AWS Secrets Manager のシークレットを参照するようにし、RabbitMQ でパスワードを変更してください。新しいブローカーは不要です。',
    },
  },
  columns: {
    name: 'ブローカー',
    account: 'アカウント',
    unit: '組織単位 (OU)',
    region: 'リージョン',
    version: 'バージョン',
    size: 'インスタンスタイプ',
    verdict: '判定',
    since: 'いつから',
    exemption: '適用除外',
  },
  changes: {
    'new-failure': '新たに非準拠',
    fixed: '修復済み',
    'newly-exempt': '新たに適用除外',
    'newly-unknown': '新たに判定不能',
    'new-broker': '新しいブローカー',
  },
  skipLink: 'ブローカーの一覧へ移動',
  sections: {
    summary: '概要',
    brokers: 'ブローカー',
    map: 'アカウントとリージョン',
    exemptions: '適用除外',
    unseen: '確認できなかった範囲',
    problems: '問題',
    comings: '増減したブローカー',
    trend: '推移',
    about: 'このレポートについて',
  },
  navigation: 'セクション',
  none: 'なし',
  colon: (name, value) => `${name}: ${value}`,

  made: (when) => `${when} 時点`,
  read: (from, to) => (from === to ? `読み取り日時: ${from}` : `読み取り日時: ${from} 〜 ${to}`),
  organization: (id) => `組織 ${id}`,
  aggregator: (name, accountId, region) => `アグリゲータ ${name} (アカウント ${accountId}、${region})`,
  files: (_, shown) => `${shown} 個のファイルから作成`,

  headline: {
    onlyChecks: (_, shown, all) => `${all} 個のチェックのうち ${shown} 個だけの結果です。`,
    nothing: '何も確認できませんでした。このレポートからは何も判断できません。',
    noBrokers: (_, shown) => `対象の ${shown} か所 (アカウント × リージョン) に RabbitMQ ブローカーはありません。`,
    noBrokersPartly: (unseen, total) =>
      `RabbitMQ ブローカーは見つかりませんでしたが、${total} か所 (アカウント × リージョン) のうち ${unseen} か所は十分に確認できていません。`,
    noBrokersProblems: 'RabbitMQ ブローカーは見つかりませんでしたが、読み取れなかったものがあります。',
    allConform: (_, shown) => `RabbitMQ ブローカー ${shown} 個すべてが準拠しています。`,
    allSeenConform: (_, shown) =>
      `確認できた RabbitMQ ブローカー ${shown} 個はすべて準拠していますが、確認できなかった範囲があります。`,
    noneFails: (conforming, total) =>
      `非準拠の RabbitMQ ブローカーは見つかっていませんが、完全に準拠しているのは ${total} 個のうち ${conforming} 個です。`,
    someFail: (_, shown, total) => `RabbitMQ ブローカー ${total} 個のうち ${shown} 個が非準拠です。`,
  },
  brokersFound: (_, shown) => `RabbitMQ ブローカー ${shown} 個`,
  conforming: (shown, percent) => `完全に準拠: ${shown} 個 (${percent})`,
  severity: (name) => `重要度: ${name}`,
  changed: '前回からの変化',
  changesSince: (when) => `${when} からの変化`,
  noPrevious: '比較する前回のレポートは指定されていません。',
  before: (conforming, total) => `当時: ${total} 個中 ${conforming} 個が完全に準拠`,
  nothingChanged: '変化はありません。',
  newFailures: (_, shown) => `新たに非準拠 ${shown} 件`,
  fixed: (_, shown) => `修復済み ${shown} 件`,
  newlyExempt: (_, shown) => `新たに適用除外 ${shown} 件`,
  newlyUnknown: (_, shown) => `新たに判定不能 ${shown} 件`,
  newBrokers: (_, shown) => `新しいブローカー ${shown} 個`,
  goneBrokers: (_, shown) => `なくなったブローカー ${shown} 個`,
  outOfSight: (_, shown) => `確認できなくなったブローカー ${shown} 個`,
  notCompared: (_, shown) => `前回より読み取りが古く未比較 ${shown} か所 (アカウント × リージョン)`,
  sight: '確認できた範囲',
  placesSeen: (shown) => `${shown} か所 (アカウント × リージョン) をすべて確認`,
  placesUnseen: (unseen, total) =>
    `${total} か所 (アカウント × リージョン) のうち ${unseen} か所は十分に確認できていません`,
  noPlaces: '入力にアカウントとリージョンの情報がありません',
  problems: (_, shown) => `問題 ${shown} 件`,

  filters: {
    title: 'ブローカーの絞り込み',
    search: '検索',
    searchHint: '名前、アカウント、ARN、タグなど',
    account: 'アカウント',
    unit: '組織単位 (OU)',
    region: 'リージョン',
    check: 'チェック',
    verdict: '判定',
    severity: '非準拠の重要度',
    tag: 'タグ',
    tagHint: 'キー、またはキー=値',
    change: '変化',
    any: 'すべて',
    notPassing: '準拠以外',
    gravest: 'すべて (最も重い)',
    clear: '絞り込みを解除',
  },
  shown: (from, to, matching, total) =>
    matching === total
      ? `${total} 個中 ${from}–${to} 個目`
      : `該当する ${matching} 個中 ${from}–${to} 個目 (全 ${total} 個)`,
  noMatch: '該当するブローカーはありません。',
  printed: (shown, matching) =>
    `該当する ${matching} 個のうち最初の ${shown} 個です。ほかを印刷するには絞り込んでください。`,
  withoutScript: (shown, total) =>
    `JavaScript が無効なため、${total} 個のうち最初の ${shown} 個だけを表示しています。絞り込みと並べ替えはできません。`,
  tableName: 'RabbitMQ ブローカー',
  wideTable: '表を横にスクロールすると、すべてのチェックを確認できます。',
  pages: 'ページ',
  previousPage: '前へ',
  nextPage: '次へ',
  page: (page, pages) => `${page} / ${pages} ページ`,
  age: (_, shown) => `${shown} 日`,
  daysLeft: (days, shown) => (days === 0 ? '本日まで' : `残り ${shown} 日`),

  details: {
    name: '名前',
    id: 'ID',
    arn: 'ARN',
    createdAt: '作成日時',
    deploymentMode: 'デプロイモード',
    tags: 'タグ',
    findings: 'チェックの結果',
    notKnown: '不明',
    since: (when, age) => `${when} またはそれ以前から (${age}以上)`,
    evaluated: (when) => `評価日時: ${when}`,
    fix: '修復方法',
    guide: '修復の手順',
    exempt: (until, left) => `${until} まで適用除外 (${left})`,
    exemptReason: '理由',
    ticket: 'チケット',
    plan: '修復の計画',
    planHint: (account) =>
      `rabbitmq-conformance をインストールした環境で、アカウント ${account} の認証情報を使って実行します。AWS には何も変更を加えません。`,
    install: 'インストール方法 (英語)',
    noPlan: 'ファイルから読み取ったブローカーです。「rabbitmq-conformance plan FILE」で修復を計画できます。',
    copy: 'コピー',
    copied: 'コピーしました',
    copyFailed: 'コマンドを選択してコピーしてください',
  },

  map: {
    intro:
      '表の数字は、アカウントとリージョンごとのブローカーの数です。選択すると一覧に表示します。組織単位の横の数字は、アカウント × リージョンの数です。',
    account: 'アカウント',
    withoutUnit: '組織単位が不明',
    legend: '凡例',
    cell: (standing, _, shown) => `${standing}、ブローカー ${shown} 個`,
    partly: '一部のみ確認',
    notSeen: '確認できず',
    empty: 'ブローカーなし',
    absent: 'レポートの対象外',
    accounts: (_, shown) => `${shown} アカウント`,
    places: 'か所 (アカウント × リージョン)',
    quiet: (_, shown) => `ほかの ${shown} アカウントはすべて確認でき、RabbitMQ ブローカーはありません。`,
  },

  exemptions: {
    none: '確認できた範囲に適用除外はありません。',
    broker: 'ブローカー',
    check: 'チェック',
    reason: '理由',
    until: '最終日',
    left: '残り日数',
    soon: 'まもなく終了',
    more: (_, shown, soon, shownSoon) =>
      `ほかの適用除外 ${shown} 件${soon === 0 ? '' : ` (うち ${shownSoon} 件は 30 日以内に終了)`}`,
  },

  unseen: {
    none: '対象のアカウントとリージョンをすべて確認できました。',
    withoutRecorder: (regions) =>
      `${regions} で記録しているアカウントがないため、これらのリージョンのブローカーはこのレポートに含まれていません。`,
    intro: '次の範囲には、このレポートに表示されていないブローカーがある可能性があります。',
    noReason: '理由は不明です。',
    partly: '一部のみ確認',
    places: (_, shown) => `${shown} か所 (アカウント × リージョン)`,
  },
  comings: {
    new: '前回のレポート以降に増えたブローカー',
    gone: '確認できた範囲からなくなったブローカー',
    outOfSight: '確認できなくなったブローカー',
    outOfSightPlaces: '確認できなくなったアカウントとリージョン',
    notCompared: '前回のレポートより読み取りが古く、比較していないアカウントとリージョン',
  },
  trend: {
    intro: '各レポートの RabbitMQ ブローカーの数です。',
    single: '履歴にはこのレポートしかありません。次のレポートからグラフを表示します。',
    table: '数値の表',
    report: 'レポートの日時',
    total: 'ブローカー',
    conforming: '準拠',
    failing: '非準拠',
    unknown: '判定不能',
    exempt: '適用除外',
    unseen: '十分に確認できていない箇所',
    picture: (from, to) => `${from} から ${to} までの、準拠、非準拠、判定不能のブローカーの数。数値は表にあります。`,
  },
  about: {
    organization: '組織',
    source: '情報源',
    role: 'アカウントで引き受けたロール',
    regions: 'アグリゲーターのリージョン',
    reported: 'このレポートのリージョン',
    allRegions: 'すべて',
    tool: '作成したツール',
    createdAt: '作成日時',
    checks: 'チェック',
    parameters: 'パラメータ',
    controls: 'コントロール',
    fix: '修復方法',
    guide: 'ガイド',
    reading:
      'ブローカーは、最も重い判定 (非準拠、判定不能、適用除外、準拠の順) で 1 回だけ数えます。準拠と数えるのは、適用されるチェックのすべてを AWS Config または評価で確認できた場合だけです。',
    annotations: '注釈は AWS Config に記録されたままの英文で、確認できなかった理由と問題も英文です。',
  },
};
