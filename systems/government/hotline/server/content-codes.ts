// Content codes of the hotline: large, middle and small class in the structure of GB/T 39666-2020 (2+2+2 digits), seeded locally.

/**
 * The standard's own class tables could not be read when this was written; only its structure (2+2+2 digits) is taken from it.
 * The names and codes below are this installation's own and are marked as such; a city replaces them as dated data in the catalogue.
 * One line per class: code, zh, en, and for small classes the search words after a bar.
 */
const table = `
01 政务服务 | Government services
0101 办事服务 | Service counters
010101 办事流程咨询 | How to apply | 办事 材料 流程 大厅
010102 窗口服务态度 | Counter staff conduct | 窗口 态度 排队
010103 网上办事故障 | Online service fault | 网上 系统 打不开
0102 证照证明 | Certificates
010201 身份证与户籍 | Identity card and household register | 身份证 户口 落户
010202 营业执照 | Business licence | 执照 注册
010203 证明开具 | Certificates issued | 证明 盖章
0103 作风效能 | Conduct and efficiency
010301 推诿拖延 | Delay and buck-passing | 推诿 拖延 不作为
010302 乱收费 | Improper charges | 乱收费
02 城市管理 | City management
0201 市容环境 | Street appearance
020101 占道经营 | Street vending | 摆摊 占道 夜市
020102 违规广告 | Unlawful advertising | 广告 牛皮癣 招牌
020103 暴露垃圾 | Uncollected rubbish | 垃圾 清运 堆放
020104 道路保洁 | Street cleaning | 扫地 保洁 落叶
020105 公厕管理 | Public toilets | 厕所 公厕
0202 市政设施 | Municipal works
020201 路面破损 | Damaged road surface | 坑洼 塌陷 路面
020202 井盖缺失 | Missing or broken manhole cover | 井盖
020203 路灯不亮 | Street lamp out | 路灯 照明
020204 积水排水 | Flooding and drainage | 积水 下水道 堵塞
020205 人行道与护栏 | Pavement and railings | 人行道 盲道 护栏
0203 园林绿化 | Parks and trees
020301 树木倒伏遮挡 | Fallen or obstructing tree | 树 倒 遮挡
020302 公园设施损坏 | Damaged park equipment | 公园 健身 器材
020303 毁绿占绿 | Greenery damaged or occupied | 绿地 种菜
0204 违法建设 | Unlawful building
020401 违章搭建 | Unlawful structure | 违建 搭建
020402 楼顶加层 | Storey added without permit | 加层 楼顶
03 住房与物业 | Housing
0301 物业管理 | Property management
030101 物业服务质量 | Quality of property service | 物业 服务
030102 物业收费 | Property charges | 物业费
030103 电梯故障 | Lift fault | 电梯 困人
030104 业主委员会 | Owners' committee | 业委会
030105 维修资金 | Maintenance fund | 维修资金
0302 商品房 | Housing for sale
030201 逾期交房 | Late delivery of home | 交房 延期
030202 房屋质量 | Building quality | 漏水 开裂 质量
030203 不动产登记 | Property registration | 房产证 不动产
0303 保障住房 | Public housing
030301 公租房申请 | Public rental housing | 公租房
030302 老旧小区改造 | Renewal of old estates | 老旧小区 改造
030303 加装电梯 | Adding a lift | 加装电梯
04 公用事业 | Utilities
0401 供水 | Water
040101 停水 | No water | 停水 没水
040102 水质问题 | Water quality | 水质 发黄 异味
040103 水管爆裂 | Burst water main | 爆管 漏水
0402 供电 | Electricity
040201 停电 | Power cut | 停电 没电
040202 电力设施隐患 | Hazardous power equipment | 电线 变压器
0403 燃气供热 | Gas and heat
040301 燃气停供 | Gas cut off | 停气
040302 燃气泄漏隐患 | Suspected gas leak | 燃气 泄漏 异味
040303 燃气收费 | Gas charges | 燃气费
0404 通信邮政 | Telecoms and post
040401 通信线缆杂乱 | Loose telecom cables | 线缆 飞线
040402 宽带与信号 | Broadband and signal | 宽带 信号
05 交通出行 | Transport
0501 公共交通 | Public transport
050101 公交线路与班次 | Bus routes and frequency | 公交 线路 等车
050102 公交服务质量 | Bus service conduct | 司机 公交
050103 公共自行车 | Public bicycles | 自行车 车桩
0502 出租与网约车 | Taxis
050201 出租车拒载议价 | Taxi refusal or bargaining | 出租车 拒载
050202 失物查找 | Lost property | 丢 遗失
0503 道路交通 | Road traffic
050301 信号灯故障 | Signal fault | 红绿灯 信号灯
050302 违法停车 | Unlawful parking | 停车 违停
050303 标志标线 | Signs and markings | 标线 标志
050304 交通拥堵 | Congestion | 堵车 拥堵
0504 停车管理 | Parking
050401 停车收费 | Parking charges | 停车费
050402 停车位不足 | Too few parking spaces | 车位
06 生态环境 | Environment
0601 噪声污染 | Noise
060101 施工噪声 | Construction noise | 工地 夜间 施工
060102 生活噪声 | Neighbourhood noise | 广场舞 噪音 邻居
060103 营业噪声 | Business noise | 酒吧 音响
0602 大气污染 | Air
060201 餐饮油烟 | Restaurant fumes | 油烟 烧烤
060202 露天焚烧 | Open burning | 焚烧 秸秆
060203 工业废气 | Industrial fumes | 废气 异味
060204 工地扬尘 | Construction dust | 扬尘 渣土
0603 水污染 | Water pollution
060301 污水直排 | Sewage discharged | 污水 排放
060302 黑臭水体 | Foul water body | 黑臭 河
07 人社保障 | Work and social security
0701 劳动关系 | Labour
070101 拖欠工资 | Unpaid wages | 欠薪 工资
070102 劳动合同 | Labour contract | 合同 辞退
070103 工伤认定 | Work injury | 工伤
0702 社会保险 | Social insurance
070201 养老保险 | Pension | 养老 退休
070202 医疗保险 | Medical insurance | 医保 报销
070203 失业保险 | Unemployment insurance | 失业
070204 社保卡 | Social security card | 社保卡
0703 就业创业 | Jobs
070301 就业服务 | Job services | 招聘 就业
070302 创业补贴 | Start-up subsidy | 补贴 创业
08 教育文体 | Education and culture
0801 学前与义务教育 | Schools
080101 入学政策 | School admission | 入学 学区
080102 校园管理 | School management | 学校 食堂
080103 教育收费 | School charges | 学费 收费
0802 校外培训 | Private tuition
080201 培训退费 | Refund of tuition fees | 退费 培训
080202 违规补课 | Unlawful tuition | 补课
0803 文化旅游体育 | Culture, tourism, sport
080301 文化市场 | Culture market | 网吧 演出
080302 旅游服务 | Tourism | 景区 旅行社
080303 体育场馆 | Sports grounds | 体育馆 球场
09 医疗卫生 | Health
0901 医疗服务 | Medical services
090101 预约挂号 | Appointments | 挂号 预约
090102 医疗服务质量 | Quality of care | 医院 医生
090103 医疗收费 | Medical charges | 收费 检查费
0902 公共卫生 | Public health
090201 疫苗接种 | Vaccination | 疫苗
090202 病媒生物 | Pests | 老鼠 蚊虫
10 市场监管 | Market regulation
1001 食品药品 | Food and medicines
100101 食品安全 | Food safety | 食品 过期 变质
100102 餐饮卫生 | Restaurant hygiene | 餐饮 卫生
100103 药品质量 | Quality of medicines | 药品
1002 消费维权 | Consumer protection
100201 预付卡退款 | Refund of prepaid card | 预付 退款 健身卡
100202 商品质量 | Quality of goods | 质量 三包
100203 价格违法 | Unlawful pricing | 价格 明码标价
1003 特种设备 | Special equipment
100301 特种设备隐患 | Hazardous special equipment | 锅炉 游乐
11 民政与社区 | Welfare and community
1101 社会救助 | Social assistance
110101 低保申请 | Minimum living allowance | 低保
110102 临时救助 | Emergency aid | 救助 困难
1102 养老助残 | Old age and disability
110201 养老服务 | Care for the old | 养老院 老人
110202 残疾人服务 | Services for disabled people | 残疾
1103 基层治理 | Neighbourhood affairs
110301 邻里纠纷 | Neighbour disputes | 邻居 纠纷
110302 社区服务 | Community services | 社区 居委会
12 公安与安全 | Police and safety
1201 治安管理 | Public order
120101 犬只管理 | Dogs | 狗 犬
120102 治安隐患 | Public order risk | 治安
120103 烟花爆竹 | Fireworks | 鞭炮 烟花
1202 消防与生产安全 | Fire and work safety
120201 消防通道堵塞 | Blocked fire lane | 消防 通道
120202 电动车充电隐患 | Unsafe charging of e-bikes | 电动车 充电
120203 生产安全隐患 | Unsafe work | 安全 隐患
13 农业农村 | Farming and villages
1301 农村事务 | Village affairs
130101 村务公开 | Openness of village affairs | 村务
130102 惠农补贴 | Farm subsidies | 补贴 粮食
130103 土地承包 | Land contracts | 承包 土地
1302 农村设施 | Village works
130201 农村道路 | Village roads | 村道
130202 农田水利 | Irrigation | 水渠 水库
130203 农村饮水 | Village drinking water | 饮水
14 企业服务 | Enterprises
1401 惠企政策 | Policies for enterprises
140101 政策兑现 | Policy benefits unpaid | 兑现 奖补
140102 税费咨询 | Tax enquiries | 税 发票
1402 营商环境 | Business environment
140201 融资用工 | Finance and labour | 贷款 用工
140202 涉企执法 | Inspections of enterprises | 检查 处罚
99 其他 | Other
9901 其他诉求 | Other matters
990101 其他 | Other | 其他
`

export type ContentCode = { code: string; parent: string | null; name: { zh: string; en: string }; words: string[] }

/** The table as rows; `parent` is the code of the class above, null for large classes. */
export const contentCodes: ContentCode[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [head = '', en = '', words = ''] = line.split('|').map((part) => part.trim())
    const [code = '', zh = ''] = head.split(' ')
    return { code, parent: code.length > 2 ? code.slice(0, -2) : null, name: { zh, en }, words: words ? words.split(' ') : [] }
  })
