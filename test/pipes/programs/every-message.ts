// Sends every kind of message that the client knows; with an argument it ends with an exception.
import { openPipes } from '../../../src/pipes/open-pipes.ts'
import { typed } from '../../../src/pipes/metadata-value.ts'

const pipes = openPipes(process.env)
pipes.log('info', 'São José: 3 m/s ≤ 4 m/s 🌬')
pipes.log('warning', 'a gap')
pipes.reportCustom({ day: pipes.context?.extras['partition_keys'], power: -1.5 })
pipes.reportMaterialization({
  dataVersion: 'v1',
  metadata: {
    rows: 1440,
    whole: 3.0,
    mean: 7.25,
    none: null,
    isDone: true,
    undefined: Number.NaN,
    list: [1, 'two'],
    title: typed('md', '# **día**'),
    docs: typed('url', 'http://127.0.0.1:8000/docs'),
    took: typed('float', 0.5),
    at: typed('timestamp', 1735862400.5),
    table: typed('table', {
      records: [{ signal: 'wind_speed_mean', average: 7.25 }],
      schema: [
        { name: 'signal', type: 'string' },
        { name: 'average', type: 'float' },
      ],
    }),
  },
})
pipes.reportCheck({ name: 'is_whole', passed: true })
pipes.reportCheck({ name: 'has_gaps', passed: false, severity: 'WARN', metadata: { gaps: 2 } })
if (process.argv[2] === 'fail') {
  pipes.close(new TypeError('no wind', { cause: new Error('calm') }))
  process.exitCode = 75
} else {
  pipes.close()
}
