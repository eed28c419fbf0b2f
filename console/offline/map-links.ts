/** Ways into the maps that phones in China have, each in the datum it reads: a WGS-84 pair in one of them lies hundreds of metres off. Pure. */
import packed from 'gcoord'

import type { Bilingual } from '../../core/bilingual.ts'
import { mapWords } from '../words/maps.ts'
import { geoLink, positionOf, type Position } from './position.ts'

interface Converter {
  readonly transform: (
    position: [number, number],
    from: 'WGS84',
    to: 'GCJ02' | 'BD09',
  ) => readonly [number, number]
}

// Its types know the module that a bundler takes, Node takes another one: both are this object.
const converter = packed as unknown as Converter

/** GCJ-02 of Amap, Tencent and Apple, BD-09 of Baidu; outside China the first is WGS-84. */
export function inDatum({ longitude, latitude }: Position, datum: 'GCJ02' | 'BD09'): Position {
  const [east, north] = converter.transform([longitude, latitude], 'WGS84', datum)
  return positionOf({ longitude: east, latitude: north })
}

export interface MapLink {
  readonly map: keyof typeof mapWords
  readonly name: Bilingual
  readonly href: string
}

/** A map that is not there as an application opens as a page. The last leaves it to the phone. */
export function mapLinks(position: Position, title: string): readonly MapLink[] {
  const chinese = inDatum(position, 'GCJ02')
  const baidu = inDatum(position, 'BD09')
  const name = encodeURIComponent(title)
  const pair = `${chinese.latitude},${chinese.longitude}`
  const to = `${chinese.longitude},${chinese.latitude},${name}`
  const links = {
    amap: `https://uri.amap.com/navigation?to=${to}&mode=car&coordinate=gaode&callnative=1`,
    baidu:
      `https://api.map.baidu.com/marker?location=${baidu.latitude},${baidu.longitude}` +
      `&title=${name}&content=${name}&coord_type=bd09ll&output=html&src=urban-brain`,
    tencent:
      `https://apis.map.qq.com/uri/v1/marker?marker=coord:${pair};title:${name}` +
      '&referer=urban-brain',
    apple: `https://maps.apple.com/?daddr=${pair}&dirflg=d`,
    other: geoLink(position, title),
  } as const satisfies Record<MapLink['map'], string>
  return (['amap', 'baidu', 'tencent', 'apple', 'other'] as const).map((map) => ({
    map,
    name: mapWords[map],
    href: links[map],
  }))
}
