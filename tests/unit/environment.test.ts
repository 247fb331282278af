import { describe, expect, it } from 'vitest'
import { readEnvironment } from '../../api/settings/environment.ts'

describe('the settings from the environment', () => {
  it('have defaults that open a demo on this machine only', () => {
    expect(readEnvironment({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      dataDir: '.data',
      demo: true,
    })
  })

  it('count an empty variable as unset', () => {
    expect(readEnvironment({ PORT: '', HOST: ' ', DATABASE_URL: '', DEMO: '', TLS_CERT: '' })).toEqual(
      readEnvironment({}),
    )
  })

  it.each([
    [{}, true],
    [{ HOST: 'localhost' }, true],
    [{ HOST: '::1' }, true],
    [{ HOST: '0.0.0.0' }, false],
    [{ HOST: '10.0.0.5' }, false],
    [{ DATABASE_URL: 'postgres://xunge:secret@db/xunge' }, false],
    [{ HOST: '0.0.0.0', DEMO: '1' }, true],
    [{ DEMO: '0' }, false],
  ])('load the demo city for %j: %s', (variables, demo) => {
    expect(readEnvironment(variables).demo).toBe(demo)
  })

  it.each([
    ['PORT', { PORT: '80a' }],
    ['PORT', { PORT: '70000' }],
    ['HOST', { HOST: 'not a host' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://root@db/xunge' }],
    ['DATABASE_URL', { DATABASE_URL: 'db:5432' }],
    ['DATABASE_READ_URL', { DATABASE_READ_URL: 'postgres://db/xunge' }],
    ['TRUST_PROXY', { TRUST_PROXY: 'true' }],
    ['TRUST_PROXY', { TRUST_PROXY: '10.0.0.300' }],
    ['DEMO', { DEMO: 'yes' }],
    ['MQTT_URL', { MQTT_URL: 'http://broker' }],
    ['JT808_PORT', { JT808_PORT: '0' }],
    ['JT808_HOST', { JT808_PORT: '8088', JT808_HOST: 'not a host' }],
    ['TLS_CERT', { TLS_KEY: '/etc/key.pem' }],
  ])('name %s in both languages when it is wrong: %j', (name, variables) => {
    const failure = (() => {
      try {
        return readEnvironment(variables)
      } catch (error) {
        return error
      }
    })()
    expect(failure).toMatchObject({
      name: 'StartError',
      zh: expect.stringContaining(`环境变量 ${name}`),
      en: expect.stringContaining(`environment variable ${name}`),
    })
    expect(JSON.stringify(failure)).not.toContain('secret')
  })

  it('switch on a message broker and vehicle terminals, which are off by themselves', () => {
    expect(readEnvironment({ MQTT_USERNAME: 'x', JT808_HOST: '0.0.0.0' })).toEqual(readEnvironment({}))
    const { mqtt, jt808 } = readEnvironment({
      MQTT_URL: 'mqtts://broker:8883',
      MQTT_USERNAME: 'xunge',
      MQTT_PASSWORD: 'p',
      JT808_PORT: '8088',
    })
    expect(mqtt).toEqual({ url: 'mqtts://broker:8883', username: 'xunge', password: 'p' })
    expect(jt808).toEqual({ port: 8088, host: '127.0.0.1' })
  })

  it('take native servers by socket folder or host', () => {
    const databaseUrl = 'postgres://postgres@/xunge?host=%2Frun%2Fpostgresql'
    expect(readEnvironment({ DATABASE_URL: databaseUrl }).databaseUrl).toBe(databaseUrl)
  })

  it('believe proxies by number or by address', () => {
    expect(readEnvironment({ TRUST_PROXY: '1' }).trustProxy).toBe(1)
    expect(readEnvironment({ TRUST_PROXY: '10.0.0.1, 10.0.0.2' }).trustProxy).toEqual([
      '10.0.0.1',
      '10.0.0.2',
    ])
  })
})
