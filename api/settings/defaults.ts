import { z } from 'zod'
import type { Bilingual } from '../http/contract.ts'

interface SettingDefinition<Value extends z.ZodType> {
  schema: Value
  default: z.infer<Value>
  title: Bilingual
  /** Why the default is what it is. */
  reason: Bilingual
  unit?: Bilingual
}

function setting<Value extends z.ZodType>(definition: SettingDefinition<Value>): SettingDefinition<Value> {
  return definition
}

const meters: Bilingual = { zh: '米', en: 'm' }
const seconds: Bilingual = { zh: '秒', en: 's' }
const minutes: Bilingual = { zh: '分钟', en: 'min' }
const hours: Bilingual = { zh: '小时', en: 'h' }
const days: Bilingual = { zh: '天', en: 'days' }
const yuan: Bilingual = { zh: '元', en: 'yuan' }
const percent: Bilingual = { zh: '%', en: '%' }
/** Every number has a range that makes sense: a slip of the finger must not change what is counted. */
const between = (minimum: number, maximum: number) => z.number().min(minimum).max(maximum)
const wholeBetween = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum)
const share = z.number().min(0).max(1)

/** Every rule with a number: its default in one place, with the reason. Administrators change the value, never the code. */
export const settingDefinitions = {
  'coverage.maximumFixGapSeconds': setting({
    schema: between(10, 3600),
    default: 120,
    unit: seconds,
    title: { zh: '轨迹断开的时间间隔', en: 'Gap at which a track breaks' },
    reason: {
      zh: '两个相邻定位超过两分钟，中间走了哪里无从得知',
      en: 'Over two minutes apart nobody knows what lay between two fixes',
    },
  }),
  'coverage.maximumSpeedMetersPerSecond': setting({
    schema: between(5, 80),
    default: 45,
    unit: { zh: '米/秒', en: 'm/s' },
    title: { zh: '轨迹的最高速度', en: 'Highest speed of a track' },
    reason: { zh: '高于 162 km/h 的是定位跳点', en: 'Above 162 km/h it is a jump of the receiver' },
  }),
  'coverage.lineToleranceMeters': setting({
    schema: z.number().min(5).max(200),
    default: 25,
    unit: meters,
    title: { zh: '必巡线容差', en: 'Tolerance beside a must-patrol line' },
    reason: { zh: '半条街宽加定位误差', en: 'Half a street and the error of a fix' },
  }),
  'coverage.completeShare': setting({
    schema: share,
    default: 0.8,
    title: { zh: '算一次完整巡过的比例', en: 'Share that makes a pass complete' },
    reason: { zh: '起终点附近的定位常有缺失', en: 'Fixes near both ends are often missing' },
  }),
  'coverage.backwardToleranceMeters': setting({
    schema: between(1, 500),
    default: 20,
    unit: meters,
    title: { zh: '折返容差', en: 'Backward tolerance of a pass' },
    reason: { zh: '站立时定位会来回漂移', en: 'Fixes drift back and forth while standing' },
  }),
  'coverage.offLineSeconds': setting({
    schema: between(10, 7200),
    default: 600,
    unit: seconds,
    title: { zh: '离线多久算结束', en: 'Time off the line that ends a pass' },
    reason: { zh: '离开十分钟后回来是另一次', en: 'Coming back after ten minutes is another pass' },
  }),
  'coverage.nearMissMeters': setting({
    schema: between(10, 1000),
    default: 150,
    unit: meters,
    title: { zh: '差多远也列为证据', en: 'How near an outing is listed that missed' },
    reason: {
      zh: '一个街区之内,多半是想来而没走到线上',
      en: 'Within a block somebody probably meant to come',
    },
  }),
  'coverage.visitExitSeconds': setting({
    schema: between(1, 3600),
    default: 60,
    unit: seconds,
    title: { zh: '短暂离开不中断到点', en: 'Short exit that does not end a visit' },
    reason: { zh: '一分钟以内多为定位漂移', en: 'Under a minute it is mostly drift' },
  }),
  'coverage.stillMetersPerSecond': setting({
    schema: between(0.1, 5),
    default: 0.5,
    unit: { zh: '米/秒', en: 'm/s' },
    title: { zh: '静止速度', en: 'Speed that counts as still' },
    reason: { zh: '低于步行的三分之一', en: 'A third of walking pace' },
  }),
  'coverage.passingBySeconds': setting({
    schema: between(0, 3600),
    default: 60,
    unit: seconds,
    title: { zh: '重点路段多久以内算路过', en: 'Passing by a key section' },
    reason: {
      zh: '一分钟以内只是路过,不算在岗',
      en: 'Under a minute somebody only passed by and did not hold the section',
    },
  }),
  'presence.courtyardMeters': setting({
    schema: between(5, 200),
    default: 30,
    unit: meters,
    title: { zh: '经过院落的距离', en: 'Distance that passes a courtyard' },
    reason: {
      zh: '一条内部道路宽,隔着围墙也看得见',
      en: 'The width of a lane: seen across the wall as well',
    },
  }),
  'hotspots.effectiveStaySeconds': setting({
    schema: between(30, 14_400),
    default: 600,
    unit: seconds,
    title: { zh: '热点有效停留', en: 'Effective hotspot stay' },
    reason: { zh: '10 分钟起效（Koper 曲线）', en: 'Ten minutes begin to have an effect (Koper curve)' },
  }),
  'hotspots.stayCeilingSeconds': setting({
    schema: between(30, 14_400),
    default: 960,
    unit: seconds,
    title: { zh: '热点停留上限', en: 'Hotspot stay ceiling' },
    reason: {
      zh: '16 分钟之后不再增效（Koper 曲线）',
      en: 'Past sixteen minutes nothing is added (Koper curve)',
    },
  }),
  'hotspots.visitIntervalHours': setting({
    schema: between(0.25, 24),
    default: 2,
    unit: hours,
    title: { zh: '热点巡访间隔', en: 'Interval of hotspot visits' },
    reason: { zh: '时段内至少每两小时一次', en: 'At least one every two hours in slot' },
  }),
  'hotspots.bandwidthMeters': setting({
    schema: z.number().min(50).max(5000),
    default: 350,
    unit: meters,
    title: { zh: '热力图带宽', en: 'Bandwidth of the heat map' },
    reason: {
      zh: '约两个街区，大于报警地址的精度',
      en: 'About two blocks, more than the precision of addresses',
    },
  }),
  'hotspots.cellMeters': setting({
    schema: z.number().min(25).max(1000),
    default: 50,
    unit: meters,
    title: { zh: '热力图格子', en: 'Cell of the heat map' },
    reason: { zh: '带宽的七分之一，看不出格子', en: 'A seventh of the bandwidth: the cells do not show' },
  }),
  'hotspots.minimumCases': setting({
    schema: wholeBetween(1, 1000),
    default: 10,
    unit: { zh: '起', en: 'cases' },
    title: { zh: '热力图最少案件数', en: 'Fewest cases of a heat map' },
    reason: {
      zh: '再少就只是围着地址画圈',
      en: 'Fewer give little more than circles around addresses',
    },
  }),
  'hotspots.significanceCellMeters': setting({
    schema: z.number().min(100).max(5000),
    default: 200,
    unit: meters,
    title: { zh: '显著性格子', en: 'Cell of significance' },
    reason: {
      zh: '连同相邻八格为 600 米见方,与一次步巡的范围相当',
      en: 'With its eight neighbours 600 m across, about what one foot patrol covers',
    },
  }),
  'hotspots.geocodingMeters': setting({
    schema: z.number().min(10).max(1000),
    default: 150,
    unit: meters,
    title: { zh: '报警地址的精度', en: 'Precision of case addresses' },
    reason: {
      zh: '地址大多只到街区,再小的格子没有意义',
      en: 'Most addresses are good to the block; smaller cells mean nothing',
    },
  }),
  'hotspots.falseDiscoveryShare': setting({
    schema: between(0.001, 0.2),
    default: 0.05,
    title: { zh: '显著性的误报比例', en: 'False discoveries among what is significant' },
    reason: {
      zh: '标出的地方平均最多有 5 % 是偶然',
      en: 'Of the places that are marked at most 5 % are chance on average',
    },
  }),
  'hotspots.significanceMinimumCases': setting({
    schema: wholeBetween(1, 1000),
    default: 10,
    unit: { zh: '起', en: 'cases' },
    title: { zh: '显著性检验最少案件数', en: 'Fewest cases of a test of significance' },
    reason: {
      zh: '再少,两三起碰在一起就能左右结果',
      en: 'With fewer, two or three that happen to meet decide the result',
    },
  }),
  'hotspots.topShare': setting({
    schema: between(0.001, 0.5),
    default: 0.05,
    title: { zh: '算热点的街段比例', en: 'Share of street segments that are hotspots' },
    reason: {
      zh: '约一半的街面警情集中在百分之五的街段',
      en: 'About half of what happens in streets happens on a twentieth of them',
    },
  }),
  'hotspots.weeks': setting({
    schema: wholeBetween(1, 104),
    default: 8,
    unit: { zh: '周', en: 'weeks' },
    title: { zh: '热点统计周数', en: 'Weeks of a hotspot' },
    reason: { zh: '够长不看偶然,够短看得出变化', en: 'Long enough for chance, short enough for change' },
  }),
  'hotspots.hoursShare': setting({
    schema: between(0.1, 1),
    default: 0.5,
    title: { zh: '热点时段所含警情比例', en: 'Share of reports in the hours of a hotspot' },
    reason: {
      zh: '一半以上的警情落在要求的时段里,才算有人巡',
      en: 'Somebody is asked to patrol there only where half of it happens in their hours',
    },
  }),
  'hotspots.patrolWithinMeters': setting({
    schema: between(5, 200),
    default: 25,
    unit: meters,
    title: { zh: '算在热点街段的距离', en: 'How near a patrol is at a hotspot' },
    reason: { zh: '半条街宽加定位误差', en: 'Half a street and the error of a fix' },
  }),
  'hotspots.fewestCasesOfPlace': setting({
    schema: wholeBetween(1, 100),
    default: 3,
    unit: { zh: '起', en: 'cases' },
    title: { zh: '热点地点最少案件数', en: 'Fewest cases of a hot place' },
    reason: { zh: '一两起不成热点', en: 'One or two cases make no hot place' },
  }),
  'hotspots.spikeFalseAlarmShare': setting({
    schema: between(0.0001, 0.05),
    default: 0.001,
    title: { zh: '突增预警的误报率', en: 'False-alarm rate of a spike' },
    reason: {
      zh: '平稳时每条控制线约一千周误报一次；一个区几百条线，每周不到一次',
      en: 'A chart in which nothing changes alarms about once in a thousand weeks; the hundreds of charts of a district less than once a week',
    },
  }),
  'hotspots.spikeFewestCases': setting({
    schema: wholeBetween(1, 100),
    default: 5,
    unit: { zh: '起', en: 'cases' },
    title: { zh: '突增预警最少案件数', en: 'Fewest cases of a spike' },
    reason: {
      zh: '三四起再罕见，也不值得打断当班的人',
      en: 'Three or four cases, however rare, need not interrupt anybody on duty',
    },
  }),
  'hotspots.spikeBaselineWeeks': setting({
    schema: wholeBetween(26, 520),
    default: 156,
    unit: { zh: '周', en: 'weeks' },
    title: { zh: '突增预警的基线周数', en: 'Weeks a spike is held against' },
    reason: {
      zh: '三年能看出季节和趋势，再早的情况已不同',
      en: 'Three years show season and trend; before that things were different',
    },
  }),
  'cases.streetReachMeters': setting({
    schema: z.number().min(1).max(1000),
    default: 100,
    unit: meters,
    title: { zh: '案件归到街道的最远距离', en: 'How far a case may lie from its street' },
    reason: {
      zh: '再远就不是发生在这条街上',
      en: 'Further away the street is not where it happened',
    },
  }),
  'severity.riskWeight': setting({
    schema: share,
    default: 0.5,
    title: { zh: '严重度:风险权重', en: 'Severity: weight of risk' },
    reason: { zh: '风险最重要', en: 'Risk matters most' },
  }),
  'severity.waitingWeight': setting({
    schema: share,
    default: 0.3,
    title: { zh: '严重度:未巡时长权重', en: 'Severity: weight of waiting' },
    reason: { zh: '越久没人去越该先去', en: 'Where nobody has been for long comes first' },
  }),
  'severity.longestWaitHours': setting({
    schema: between(1, 8760),
    default: 168,
    unit: hours,
    title: { zh: '严重度:未巡满分时长', en: 'Severity: wait that counts in full' },
    reason: { zh: '一周未巡即满分', en: 'Full after a week without a pass' },
  }),
  'severity.sizeWeight': setting({
    schema: share,
    default: 0.2,
    title: { zh: '严重度:规模权重', en: 'Severity: weight of size' },
    reason: { zh: '长线与大区域影响更多居民', en: 'Long lines and large areas concern more people' },
  }),
  'severity.riskRadiusMeters': setting({
    schema: between(10, 2000),
    default: 100,
    unit: meters,
    title: { zh: '风险统计半径', en: 'Radius of risk' },
    reason: { zh: '街区以内', en: 'Within the block' },
  }),
  'severity.riskWeeks': setting({
    schema: wholeBetween(1, 104),
    default: 8,
    unit: { zh: '周', en: 'weeks' },
    title: { zh: '风险统计周数', en: 'Weeks of risk' },
    reason: { zh: '近八周加去年同期', en: 'The last eight weeks and the same weeks last year' },
  }),
  'requirements.walkingMetersPerSecond': setting({
    schema: between(0.3, 10),
    default: 1.2,
    unit: { zh: '米/秒', en: 'm/s' },
    title: { zh: '巡逻步行速度', en: 'Walking pace of a patrol' },
    reason: {
      zh: '步巡边走边看;要求多于不停走能走完的次数,谁也完不成',
      en: 'Walking and looking around; nobody can do more passes than walking without a stop gives',
    },
  }),
  'exceptions.excusingShare': setting({
    schema: share,
    default: 0.5,
    title: { zh: '免巡须占时段的比例', en: 'Share of a slot that an exception must cover' },
    reason: {
      zh: '超过一半的时段走不了,这次就不要求',
      en: 'Where more than half of the hours are lost, nothing is asked of them',
    },
  }),
  'exceptions.longestDays': setting({
    schema: wholeBetween(1, 366),
    default: 92,
    unit: days,
    title: { zh: '免巡最长天数', en: 'Longest exception' },
    reason: {
      zh: '一个季度;更久应修改要求本身',
      en: 'A quarter; for longer the requirement itself should change',
    },
  }),
  'freshness.staleDays': setting({
    schema: wholeBetween(1, 3650),
    default: 30,
    unit: days,
    title: { zh: '多久未核实算过期', en: 'Days until a record is stale' },
    reason: { zh: '每月核实一次', en: 'Records are confirmed monthly' },
  }),
  'patrols.fixRetentionDays': setting({
    schema: wholeBetween(1, 3650),
    default: 180,
    unit: days,
    title: { zh: '原始定位保存天数', en: 'Days raw fixes are kept' },
    reason: { zh: '之后只留汇总', en: 'Only summaries stay after that' },
  }),
  'patrols.lateMinutes': setting({
    schema: between(1, 240),
    default: 15,
    unit: minutes,
    title: { zh: '比计划晚多久算迟到', en: 'Time after the plan that is late' },
    reason: { zh: '路上处置一件小事的时间', en: 'As long as one small matter on the way takes' },
  }),
  'positions.clockToleranceSeconds': setting({
    schema: between(1, 86_400),
    default: 120,
    unit: seconds,
    title: { zh: '设备时钟允许误差', en: 'Tolerance of a device clock' },
    reason: {
      zh: '比服务器快两分钟以上的定位不收，时钟差得更多的不计入轨迹',
      en: 'What is two minutes ahead of the server is refused; of a clock that is further off nothing counts',
    },
  }),
  'positions.poorAccuracyMeters': setting({
    schema: between(1, 5000),
    default: 50,
    unit: meters,
    title: { zh: '精度差的界限', en: 'Accuracy that is poor' },
    reason: {
      zh: '误差超过 50 米分不清是哪条街',
      en: 'Over 50 m off, one street cannot be told from the next',
    },
  }),
  'live.stayMinutes': setting({
    schema: between(0.1, 120),
    default: 3,
    unit: minutes,
    title: { zh: '实时：停留多久算停留', en: 'Live: minutes that make a stay' },
    reason: { zh: '等红灯、问一句话不算', en: 'A red light or a short talk is no stay' },
  }),
  'live.stayRadiusMeters': setting({
    schema: between(5, 500),
    default: 30,
    unit: meters,
    title: { zh: '实时：停留的半径', en: 'Live: radius of a stay' },
    reason: {
      zh: '三分钟不出 30 米，低于静止速度；站着的定位也会漂这么远',
      en: 'Three minutes within 30 m are below the still speed; the fixes of a standing receiver wander as far',
    },
  }),
  'live.silentMinutes': setting({
    schema: between(0.1, 240),
    default: 5,
    unit: minutes,
    title: { zh: '实时：多久无定位算失联', en: 'Live: silence that is told' },
    reason: {
      zh: '设备攒一两分钟再发很常见，五分钟就要过问',
      en: 'Devices gather a minute or two; after five somebody should ask',
    },
  }),
  'live.trailMinutes': setting({
    schema: wholeBetween(1, 120),
    default: 30,
    unit: minutes,
    title: { zh: '实时：轨迹尾线时长', en: 'Live: length of the trail' },
    reason: { zh: '看得出刚走过哪几条街', en: 'Shows the streets just walked' },
  }),
  'live.shownAfterEndMinutes': setting({
    schema: between(0, 240),
    default: 10,
    unit: minutes,
    title: { zh: '实时：收勤后显示时长', en: 'Live: shown after the end of an outing' },
    reason: {
      zh: '看得到刚刚收勤，随后不再显示',
      en: 'One sees that it has just ended; then it is nobody’s concern',
    },
  }),
  'live.notStartedMinutes': setting({
    schema: between(1, 240),
    default: 30,
    unit: minutes,
    title: {
      zh: '时段开始多久无人出巡告警',
      en: 'Minutes into a slot without an outing that raise an alert',
    },
    reason: { zh: '交接班约需半小时', en: 'Changing shifts takes about half an hour' },
  }),
  'patrols.minimumUnitStrength': setting({
    schema: wholeBetween(1, 100),
    default: 3,
    title: { zh: '参与比较的最小队伍人数', en: 'Smallest unit that is compared' },
    reason: { zh: '人数太少等于点名', en: 'Fewer would be naming people' },
  }),
  'privacy.smallNumber': setting({
    schema: z.number().int().min(0).max(20),
    default: 3,
    title: { zh: '小数隐藏阈值', en: 'Small-number threshold' },
    reason: {
      zh: '1 和 2 可能指向具体住户，显示为 <3',
      en: '1 and 2 may point to a household and are shown as <3',
    },
  }),
  'staffing.householdsPerOfficer': setting({
    schema: wholeBetween(1, 100_000),
    default: 1000,
    title: { zh: '每名社区民警户数', en: 'Households per community officer' },
    reason: { zh: '一区一警配置标准', en: 'Staffing standard' },
  }),
  'staffing.residentsPerOfficer': setting({
    schema: wholeBetween(1, 1_000_000),
    default: 3000,
    title: { zh: '每名社区民警人口', en: 'Residents per community officer' },
    reason: { zh: '一区一警配置标准', en: 'Staffing standard' },
  }),
  'communities.safeTarget': setting({
    schema: wholeBetween(1, 10_000),
    default: 87,
    title: { zh: '平安社区数', en: 'Safe communities' },
    reason: { zh: '年度创建目标', en: 'Target of the year' },
  }),
  'communities.safeSharePercent': setting({
    schema: z.number().min(0).max(100),
    default: 80,
    unit: percent,
    title: { zh: '平安社区覆盖率', en: 'Share of safe communities' },
    reason: { zh: '年度创建目标', en: 'Target of the year' },
  }),
  'courtyards.zeroIncidentMonths': setting({
    schema: wholeBetween(1, 120),
    default: 12,
    unit: { zh: '个月', en: 'months' },
    title: { zh: '零发案小区月数', en: 'Months of a zero-incident courtyard' },
    reason: { zh: '一年内无案件', en: 'No case in a year' },
  }),
  'ranking.notifiedRises': setting({
    schema: wholeBetween(1, 100),
    default: 3,
    title: { zh: '通报的升幅名次', en: 'Rises that are notified' },
    reason: { zh: '每月升幅前三通报', en: 'The three largest rises each month' },
  }),
  'ranking.rectificationMonths': setting({
    schema: wholeBetween(1, 24),
    default: 2,
    title: { zh: '限期整改的连续月数', en: 'Months in a row until rectification' },
    reason: { zh: '连续两月限期整改', en: 'Two in a row: rectification within a time limit' },
  }),
  'ranking.yellowCardMonths': setting({
    schema: wholeBetween(1, 24),
    default: 3,
    title: { zh: '黄牌警告的连续月数', en: 'Months in a row until a yellow card' },
    reason: { zh: '连续三月黄牌', en: 'Three in a row: yellow card' },
  }),
  'rewards.fallRewards': setting({
    schema: z.array(z.object({ fallPercent: between(1, 100), yuan: between(1, 1_000_000) })).min(1),
    default: [
      { fallPercent: 30, yuan: 150 },
      { fallPercent: 50, yuan: 270 },
      { fallPercent: 100, yuan: 300 },
    ],
    title: { zh: '降幅奖励', en: 'Rewards for a fall' },
    reason: { zh: '发案下降 30 % / 50 % / 100 %', en: 'A fall of 30 % / 50 % / 100 %' },
  }),
  'rewards.newDutyYuan': setting({
    schema: between(1, 1_000_000),
    default: 300,
    unit: yuan,
    title: { zh: '无人值守院落建立值守奖励', en: 'Reward for a courtyard that sets up duty' },
    reason: { zh: '鼓励自治值守', en: 'Encourages residents to set up duty' },
  }),
  'survey.securityTargetsPercent': setting({
    schema: z.array(z.number().min(0).max(100)).min(1),
    default: [95, 98],
    unit: percent,
    title: { zh: '群众安全感目标', en: 'Targets of the sense of security' },
    reason: { zh: '先 95 %，后 98 %', en: 'First 95 %, then 98 %' },
  }),
  'response.ringMinutes': setting({
    schema: z.array(between(0.5, 120)).min(1).max(3),
    default: [1, 3, 5],
    unit: minutes,
    title: { zh: '快速响应圈', en: 'Rapid response rings' },
    reason: {
      zh: '1、3、5 分钟圈;最多三圈,再多地图上分不清',
      en: 'Rings of 1, 3 and 5 minutes; more than three cannot be told apart',
    },
  }),
  'response.footKilometersPerHour': setting({
    schema: between(2, 20),
    default: 8,
    unit: { zh: '公里/小时', en: 'km/h' },
    title: { zh: '步行赶到现场的速度', en: 'Speed on foot on the way to a scene' },
    reason: { zh: '快走与小跑交替', en: 'Brisk walking and running in turn' },
  }),
  'response.bikeKilometersPerHour': setting({
    schema: between(5, 60),
    default: 18,
    unit: { zh: '公里/小时', en: 'km/h' },
    title: { zh: '骑行赶到现场的速度', en: 'Speed by bike on the way to a scene' },
    reason: {
      zh: '电动自行车限速 25,路口要减速',
      en: 'E-bikes are limited to 25 and slow down at crossings',
    },
  }),
  'response.positionMinutes': setting({
    schema: between(1, 120),
    default: 10,
    unit: minutes,
    title: { zh: '最后位置的有效时间', en: 'How long the last position holds' },
    reason: {
      zh: '十分钟没有定位,人可能已在两公里外',
      en: 'Ten minutes without a fix, and a unit may be two kilometres away',
    },
  }),
  'imports.maximumRows': setting({
    schema: wholeBetween(1, 10_000_000),
    default: 200000,
    title: { zh: '单次导入最多行数', en: 'Most rows of one import' },
    reason: { zh: '再多请分文件', en: 'More should come as several files' },
  }),
  'imports.extentMarginKilometers': setting({
    schema: z.number().min(0).max(500),
    default: 50,
    unit: { zh: '公里', en: 'km' },
    title: { zh: '辖区外允许距离', en: 'Margin around the district' },
    reason: { zh: '更远的多半是坐标系选错', en: 'Further away the coordinate system is usually wrong' },
  }),
  'sessions.hours': setting({
    schema: z.number().min(1).max(720),
    default: 12,
    unit: hours,
    title: { zh: '登录有效时长', en: 'Hours a sign-in lasts' },
    reason: { zh: '一个班次', en: 'One shift' },
  }),
} as const

export type SettingKey = keyof typeof settingDefinitions
export type SettingValue<Key extends SettingKey> = z.infer<(typeof settingDefinitions)[Key]['schema']>
