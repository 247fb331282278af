export interface CaseCategory {
  code: string
  name: string
  nameEn: string
  parent: string | null
  severityWeight: number
  keyCase: boolean
  restricted: boolean
}

const branch = (code: string, name: string, nameEn: string): CaseCategory => ({
  code, name, nameEn, parent: null, severityWeight: 1, keyCase: false, restricted: false,
}) // prettier-ignore

const leaf = (
  parent: string,
  code: string,
  name: string,
  nameEn: string,
  severityWeight: number,
  flags: '' | 'key' | 'restricted' = '',
): CaseCategory => ({
  code,
  name,
  nameEn,
  parent,
  severityWeight,
  keyCase: flags === 'key',
  restricted: flags === 'restricted',
})

/** The tree of case categories: four at the first level. */
export const caseCategories: readonly CaseCategory[] = [
  branch('criminal', '刑事', 'Criminal'),
  branch('public_order', '治安', 'Public order'),
  branch('dispute', '纠纷', 'Dispute'),
  branch('hazard', '隐患', 'Hazard'),
  leaf('criminal', 'ebike_theft', '盗窃电动车摩托车', 'E-bike and motorcycle theft', 3, 'key'),
  leaf('criminal', 'burglary', '入室盗窃', 'Burglary', 6, 'key'),
  leaf('criminal', 'theft_from_car', '砸车窗盗窃', 'Theft from car', 4, 'key'),
  leaf('criminal', 'shop_theft', '商铺被盗', 'Shop theft', 3, 'key'),
  leaf('criminal', 'livestock_theft', '盗窃家禽家畜', 'Livestock theft', 3),
  leaf('criminal', 'robbery', '抢劫', 'Robbery', 9, 'key'),
  leaf('criminal', 'assault', '故意伤害', 'Assault', 8, 'key'),
  leaf('criminal', 'fraud', '诈骗', 'Fraud', 4),
  leaf('criminal', 'telecom_fraud', '电信网络诈骗', 'Telecom fraud', 5),
  leaf('criminal', 'sexual_offence', '性侵害', 'Sexual offence', 10, 'restricted'),
  leaf('criminal', 'minors', '涉未成年人案件', 'Case involving minors', 8, 'restricted'),
  leaf('public_order', 'vandalism', '损毁财物', 'Vandalism', 2),
  leaf('public_order', 'gambling', '赌博', 'Gambling', 2),
  leaf('public_order', 'fight', '打架斗殴', 'Fight', 4),
  leaf('public_order', 'disorder', '扰乱公共秩序', 'Disorderly conduct', 2),
  leaf('dispute', 'neighbour_dispute', '邻里纠纷', 'Neighbour dispute', 1),
  leaf('dispute', 'consumer_dispute', '消费纠纷', 'Consumer dispute', 1),
  leaf('dispute', 'domestic_violence', '家庭暴力', 'Domestic violence', 7, 'restricted'),
  leaf('hazard', 'fire_hazard', '消防隐患', 'Fire hazard', 3),
  leaf('hazard', 'road_hazard', '道路隐患', 'Road hazard', 2),
]
