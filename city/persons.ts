// Fictitious names, birth dates and phone numbers, each a pure function of a seed and an index.
import { hash01 } from './rng.ts'

// Surnames frequent in Hunan, the more frequent ones repeated.
const surnames = [
  ...'陈陈陈刘刘刘李李李王王张张张黄黄罗罗罗周周周彭彭彭谭谭谭杨杨易易文文肖肖何唐邓吴谢曾胡尹龙贺郭欧汤袁颜段蔡徐朱钟田苏宋孙凌廖蒋邱夏程洪匡漆晏',
]
const compound = ['欧阳', '司马', '上官']
const male = [...'伟强勇军杰涛磊斌鹏浩波辉刚建国平志明俊峰文华海洋林宏亮超毅凯旭宇翔博立新光荣成武振东家豪子轩湘楚']
const female = [...'芳娜敏静丽艳娟霞秀英玲桂兰红梅洁琳雪莹慧婷倩颖佳怡欣雅晴思琪雨萱晓燕春莲菊珍月娥湘荷蓉']

/** A fictitious Chinese name. */
export function nameOf(seed: number, index: number, gender: 'male' | 'female'): string {
  const pick = (list: readonly string[], k: number) => list[Math.floor(hash01(seed, index, k) * list.length)]!
  const family = hash01(seed, index, 31) < 0.012 ? pick(compound, 32) : pick(surnames, 33)
  const given = gender === 'male' ? male : female
  const one = pick(given, 34)
  const two = pick(given, 35)
  return family + (hash01(seed, index, 36) < 0.22 || one === two ? one : one + two)
}

/**
 * A mobile number ^1[3-9]\d{9}$ that is fictitious: 1XX0000 blocks of the demo city, unique per `space` and index below ten million.
 * Space 0 = staff (190 0…), 1 = citizens (199 0…), 2 = enterprises (191 0…).
 */
export function mobileOf(space: 0 | 1 | 2, index: number): string {
  const prefix = (['1900', '1990', '1910'] as const)[space]
  return prefix + String((index * 7654321 + 1234567) % 10000000).padStart(7, '0')
}

/** A birth date 'YYYY-MM-DD' of a person who is `low` to `high` years old at the end of 2026. */
export function birthOf(seed: number, index: number, low: number, high: number): string {
  const year = 2026 - low - Math.floor(hash01(seed, index, 41) * (high - low + 1))
  const month = 1 + Math.floor(hash01(seed, index, 42) * 12)
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const day = 1 + Math.floor(hash01(seed, index, 43) * days)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
