/** Loaded into a measured process (`node --import`): tells what it has used whenever its parent asks. */
process.on('message', (message) => {
  if (message !== 'usage') return
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuUs: user + system })
})
