/** Takes the place of API and worker in tests of the stack: ready at once, ends on SIGTERM. */
if (process.env.STUBBORN) process.on('SIGTERM', () => {})
else process.once('SIGTERM', () => process.exit(0))
process.once('disconnect', () => process.exit(0))
process.send?.('ready')
