// The small code tables of the hotline as they are first seeded: a city changes them as dated data in the catalogue.

type Row = readonly [code: string, zh: string, en: string, note?: string]

/** The reasons of R1 for refusing, each with the proper channel that the caller must be told. */
export const refusals = [
  ['OUT_OF_CITY', '非本市管辖', 'Outside this city’s authority', '请拨打归属地 12345（区号+12345）。'],
  [
    'OTHER_ORGAN',
    '属党委、人大、政协、监察、法院、检察院、军队职权',
    'Belongs to the Party, congress, courts, procuratorate or army',
    '请向相应机关反映。',
  ],
  [
    'LEGAL_PATH',
    '应当或已经通过诉讼、仲裁、行政复议、信访、信息公开处理',
    'To be settled, or being settled, by court, arbitration, review, petition or disclosure',
    '请通过法定途径办理，可拨 12348 咨询法律服务。',
  ],
  [
    'SECRET',
    '涉及国家秘密、商业秘密或个人隐私',
    'Concerns a state or trade secret or someone’s privacy',
    '请勿在热线提供涉密内容。',
  ],
  ['HANDLED', '已办结且无新的事实和理由', 'Already settled, with no new fact', '如有新的情况可再次反映。'],
  ['ABUSE', '恶意骚扰或违背公序良俗', 'Harassment', '请文明使用热线。'],
  [
    'EMERGENCY',
    '紧急警情、火情、急救、交通事故',
    'Police, fire, ambulance or traffic emergency',
    '请立即拨打 110、119、120 或 122。',
  ],
] as const satisfies readonly Row[]

/** The reasons of R3 for returning a ticket. */
export const returnReasons = [
  ['DUTY', '职责不符', 'Not our duty'],
  ['AREA', '属地不符', 'Not our area'],
  ['FACTS', '信息不足', 'Facts missing'],
  ['DUPLICATE', '重复工单', 'Duplicate'],
  ['DONE', '已办结', 'Already settled'],
] as const satisfies readonly Row[]

/** What a dissatisfied citizen is asked. */
export const dissatisfactions = [
  ['SLOW', '办理太慢', 'Too slow'],
  ['UNSOLVED', '问题没有解决', 'Not solved'],
  ['UNTRUE', '答复与事实不符', 'The reply is not true'],
  ['ATTITUDE', '态度不好', 'Poor conduct'],
  ['NO_CONTACT', '没有联系过我', 'Nobody contacted me'],
  ['UNCLEAR', '答复看不懂、没有依据', 'The reply is unclear or gives no grounds'],
  ['OTHER', '其他', 'Other'],
] as const satisfies readonly Row[]

export const requestTypes = [
  ['CONSULT', '咨询', 'Enquiry'],
  ['HELP', '求助', 'Request for help'],
  ['COMPLAINT', '投诉', 'Complaint'],
  ['REPORT', '举报', 'Report of wrongdoing'],
  ['SUGGEST', '建议', 'Suggestion'],
  ['PRAISE', '表扬', 'Praise'],
  ['OTHER', '其他', 'Other'],
] as const satisfies readonly Row[]

export const channels = [
  ['TEL', '电话', 'Telephone'],
  ['WEB', '网站', 'Web'],
  ['APP', '手机应用', 'App or program'],
  ['WECHAT', '微信', 'WeChat'],
  ['SMS', '短信', 'SMS'],
  ['MAIL', '邮件来信', 'Mail'],
  ['VISIT', '来访', 'Visit'],
  ['TRANSFER_UP', '上级交办', 'From above'],
  ['TRANSFER_PEER', '同级转来', 'From a peer'],
  ['MEDIA', '媒体', 'Media'],
] as const satisfies readonly Row[]

export const urgencies = [
  ['NORMAL', '一般', 'Normal'],
  ['PRIORITY', '优先', 'Priority'],
  ['URGENT', '紧急', 'Urgent'],
] as const satisfies readonly Row[]

/** Lines that were merged into 12345 (1.3). */
export const lines = [
  ['12345', '政务服务便民热线', 'City hotline'],
  ['12369', '环保举报', 'Environment'],
  ['12348', '法律服务', 'Legal aid'],
  ['12318', '文化市场', 'Culture market'],
  ['12355', '青少年服务', 'Youth'],
  ['12319', '城建城管', 'City management'],
  ['22225115', '企业服务', 'Enterprise service'],
] as const satisfies readonly Row[]

export const solutions = [
  ['SOLVED', '已解决', 'Solved'],
  ['EXPLAINED', '已解释', 'Explained'],
  ['UNSOLVED', '未解决', 'Not solved'],
] as const satisfies readonly Row[]

/** Five levels as in 好差评; 1 to 3 count as satisfied (1.10). */
export const satisfactions = [
  ['1', '非常满意', 'Very satisfied'],
  ['2', '满意', 'Satisfied'],
  ['3', '基本满意', 'Fairly satisfied'],
  ['4', '不满意', 'Dissatisfied'],
  ['5', '非常不满意', 'Very dissatisfied'],
] as const satisfies readonly Row[]

export const emergencies = [
  ['110', '110 公安', '110 police'],
  ['119', '119 消防', '119 fire'],
  ['120', '120 急救', '120 ambulance'],
  ['122', '122 交通事故', '122 traffic accident'],
] as const satisfies readonly Row[]

export const contactWays = [
  ['PHONE', '电话', 'Telephone'],
  ['VISIT', '上门或现场', 'On the spot'],
  ['SMS', '短信', 'SMS'],
  ['CENTRE', '经热线中心转达（保密、举报件）', 'Through the hotline centre (confidential)'],
  ['NONE', '诉求人未留联系方式', 'The caller left no way to be reached'],
] as const satisfies readonly Row[]

/** Phrases that say nothing and may not stand for facts or a result (R5). */
export const phrases = [
  ['P01', '已转相关部门', 'Passed to the department concerned'],
  ['P02', '已转有关部门', 'Passed to the department concerned'],
  ['P03', '已转交相关部门', 'Handed to the department concerned'],
  ['P04', '已反馈相关部门', 'The department concerned was told'],
  ['P05', '请耐心等待', 'Please be patient'],
  ['P06', '正在研究', 'Under study'],
  ['P07', '按相关规定办理', 'Handled by the relevant rules'],
  ['P08', '情况已知悉', 'Noted'],
] as const satisfies readonly Row[]

/** Catalogue tables by id. */
export const codeTables: { id: string; name: { zh: string; en: string }; rows: readonly Row[] }[] = [
  { id: 'hotline.refusal', name: { zh: '不予受理原因', en: 'Reasons for refusal' }, rows: refusals },
  { id: 'hotline.return', name: { zh: '退件原因', en: 'Reasons for return' }, rows: returnReasons },
  { id: 'hotline.dissatisfied', name: { zh: '不满意原因', en: 'Reasons for dissatisfaction' }, rows: dissatisfactions },
  { id: 'hotline.request-type', name: { zh: '诉求类型', en: 'Types of request' }, rows: requestTypes },
  { id: 'hotline.channel', name: { zh: '受理渠道', en: 'Channels' }, rows: channels },
  { id: 'hotline.urgency', name: { zh: '紧急程度', en: 'Urgency' }, rows: urgencies },
  { id: 'hotline.phrase', name: { zh: '答复套话', en: 'Empty phrases in replies' }, rows: phrases },
  { id: 'hotline.line', name: { zh: '归并线路', en: 'Merged lines' }, rows: lines },
]

export const optionsOf = (rows: readonly Row[]) => rows.map(([value, zh, en]) => ({ value, name: { zh, en } }))

/** The name of a code of one of these tables; the code itself when it is not there. */
export function nameIn(rows: readonly Row[], code: string | number | null | undefined): { zh: string; en: string } {
  const row = rows.find(([one]) => one === String(code))
  return row ? { zh: row[1], en: row[2] } : { zh: String(code ?? ''), en: String(code ?? '') }
}
