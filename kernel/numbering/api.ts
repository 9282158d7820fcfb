// Numbers that people see, such as HL-20261122-00042.

export { defineNumber, nextNumber, nextNumbers, voidNumber, type Definition } from './server/numbers.ts'
