import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutAddressToBuilding } from '../../api/imports/building-address.ts'
import {
  hasRightChecksum,
  personalDataIn,
  refusalOfColumn,
  refusedColumns,
} from '../../api/imports/personal-data.ts'

describe('refusedColumns', () => {
  it('names the columns that tell of persons, in Chinese and English, for every kind', () => {
    const columns = [
      '姓名', '户主姓名', '联系人', '身份证号', '身份证号码', '手机号', '手机 号码', '联系电话', '负责人', 'id_card', 'ID Card No.', 'idCard',
      'phone', 'Phone_Number', 'contactPhone', 'mobile', 'Tel.', 'contact_name', 'Full Name', '受害人', 'victim_age', 'ｐｈｏｎｅ', '出生日期',
    ] // prettier-ignore
    for (const kind of ['places', 'cases', 'units', 'patrols', 'tracks'] as const) {
      expect(refusedColumns(kind, columns).map((refused) => refused.column)).toEqual(columns)
    }
  })

  it('lets the columns of the work pass', () => {
    const columns = [
      'code', '编号', '网格编码', 'category', '案件类别', 'occurredFrom', '发案时间', 'lon', 'lat', 'address', '地址', 'hotel', 'kind',
      'households', '户数', '户籍人口数', '业主委员会', '居民数', 'unitCode', '巡逻力量', 'externalId', 'mode', 'mobile_patrol_count', 'grid_id', 'id', '报警时间',
    ] // prettier-ignore
    for (const kind of ['places', 'cases', 'units', 'patrols', 'tracks'] as const) {
      expect(refusedColumns(kind, columns)).toEqual([])
    }
  })

  it('refuses name for all but places', () => {
    for (const column of ['name', 'Name ', '名称']) {
      expect(refusalOfColumn('places', column)).toBeNull()
      for (const kind of ['cases', 'units', 'patrols', 'tracks'] as const) {
        expect(refusalOfColumn(kind, column)).toBe('name')
      }
    }
    expect(refusalOfColumn('places', '姓名')).toBe('personName')
  })

  it('refuses free text for cases only', () => {
    expect(refusalOfColumn('cases', '简要案情')).toBe('freeText')
    expect(refusalOfColumn('cases', 'case_description')).toBe('freeText')
    expect(refusalOfColumn('places', '备注')).toBeNull()
  })
})

/** 11010519491231002X is the example of the standard itself. */
const identity = '11010519491231002X'

describe('personalDataIn', () => {
  it('checks the identity number as the standard does', () => {
    expect(hasRightChecksum(identity)).toBe(true)
    expect(hasRightChecksum('11010519491231002x')).toBe(true)
    expect(hasRightChecksum('110105194912310021')).toBe(false)
    expect(hasRightChecksum('1101051949123100')).toBe(false)
  })

  it('finds identity numbers in text, with separators and in full width', () => {
    for (const text of [
      identity,
      `证件${identity}号`,
      '110105 19491231 002X',
      '110105-1949-1231-002x',
      '１１０１０５１９４９１２３１００２Ｘ',
      `12 ${identity}`,
    ]) {
      expect(personalDataIn(text), text).toBe('identityNumber')
    }
  })

  it('finds mobile numbers in text, with separators, prefix and in full width', () => {
    for (const text of [
      '13812345678',
      '电话13812345678。',
      '138-1234-5678',
      '138 1234 5678',
      '138 123 45678',
      '1 3 8 1 2 3 4 5 6 7 8',
      '+8613812345678',
      '+86 138 1234 5678',
      '(+86)19912345678',
      '0086-13812345678',
      '8613812345678',
      '１３８１２３４５６７８',
      '138—1234—5678',
    ]) {
      expect(personalDataIn(text), text).toBe('mobileNumber')
    }
  })

  it('lets codes, dates, coordinates and amounts pass', () => {
    for (const text of [
      '',
      '幸福路12号',
      '110105194912310021', // wrong check digit
      '440304001002003', // a grid's code of 15 digits
      '440304001002',
      '12812345678', // no mobile prefix
      '114.0513812345678',
      '0.13812345678',
      '1700000000000',
      '2026-03-01 13:45:20',
      '1985-01-01 123号',
      '2026-01-13 12:34:56.789',
      '5113812345678',
    ]) {
      expect(personalDataIn(text), text).toBeNull()
    }
  })

  it('finds every number with a right check digit, and none with a wrong one', () => {
    const digits = fc.stringMatching(/^[1-9]\d{16}$/)
    fc.assert(
      fc.property(digits, fc.constantFrom('', ' ', '-'), (body, separator) => {
        const right = [...'0123456789X'].filter((last) => hasRightChecksum(body + last))
        expect(right).toHaveLength(1)
        const spaced = [...(body + right[0])].join(separator)
        expect(personalDataIn(`编号${spaced}`)).toBe('identityNumber')
        const wrong = right[0] === '5' ? '6' : '5'
        expect(personalDataIn(body + wrong)).toBeNull()
      }),
    )
  })
})

describe('cutAddressToBuilding', () => {
  it('stops at the building, the compound or the street number', () => {
    for (const [address, expected] of [
      ['幸福路12号院3号楼2单元501室', '幸福路12号院3号楼'],
      ['幸福小区3栋1单元1202', '幸福小区3栋'],
      ['幸福小区3栋502号', '幸福小区3栋'],
      ['中山路88号1202室', '中山路88号'],
      ['中山路88号2楼201', '中山路88号'],
      ['中山路88号Ａ座１２０３', '中山路88号A座'],
      ['人民路5号楼-2-301', '人民路5号楼'],
      ['阳光花园6-2-1101', '阳光花园6'],
      ['阳光小区5楼302室', '阳光小区5楼'],
      ['国贸大厦1203', '国贸大厦'],
      ['和平里三幢二单元东户', '和平里三幢'],
      ['向阳村二单元', '向阳村'],
      ['延安路100弄5号301室', '延安路100弄5号'],
      ['建设路12号院5号301', '建设路12号院5号'],
      ['12 Main Street, Apt 4B', '12 Main Street'],
      ['Building 3, Unit 2, Room 501, Sunny Garden', 'Building 3'],
      ['8 Fuhua Road #502', '8 Fuhua Road'],
      ['Flat 3, 12 High Street', '12 High Street'],
      ['Room 1203, Block B, Fuli Plaza', 'Block B, Fuli Plaza'],
      ['丽景城A区3-2-502', '丽景城A区3'],
      ['幸福小区3#201', '幸福小区3'],
      ['文化路9号5号楼东单元四楼西户', '文化路9号5号楼'],
      ['石牌西路8号(101室)', '石牌西路8号'],
    ] as const) {
      expect(cutAddressToBuilding(address), address).toEqual({ address: expected, cut: true })
    }
  })

  it('leaves addresses without unit or room as they are', () => {
    for (const address of [
      '中山路88号',
      '幸福路12号院3号楼',
      '阳光花园6栋',
      '万达广场B座',
      '地铁2号线科学馆站',
      '中山路与解放路交叉口',
      '幸福小区',
      '中山路88号附近50米',
      '延安路100弄5号',
      '12 Main Street',
      '黄鹤楼',
      '',
    ]) {
      expect(cutAddressToBuilding(address), address).toEqual({ address, cut: false })
    }
  })

  it('leaves no unit and no room, whatever stands before', () => {
    const part = fc.constantFrom('幸福路', '12号', '12号院', '3号楼', '3栋', 'A座', '2单元', '501室', '501', '阳光花园', '6-2', '东户', ' ', '-') // prettier-ignore
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
        const once = cutAddressToBuilding(parts.join(''))
        expect(parts.join('')).toContain(once.address)
        expect(once.address).not.toContain('501室')
        expect(once.address).not.toContain('单元')
      }),
    )
  })
})
