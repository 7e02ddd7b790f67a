// A process of a cluster: it has a ledger of its own, in the file that all share.

const { Khatm } = require('khatm')

const [place] = process.argv.slice(2)

async function main() {
  const shop = await Khatm.open(`sqlite:${place}/ledger.khatm`, {
    environment: 'simulation',
    rootKeyFile: `${place}/root.key`,
    witness: `${place}/witness`,
  })
  for (let at = 0; at < 5; at += 1) {
    await shop.issue('TILL-1', { number: `${process.pid}-${at}`, lines: [{ name: 'Book', quantity: 1, price: 1 }] })
  }
  await shop.close()
  process.disconnect()
}

main()
