/** Frames with their checksums as shared with those who build stations: the standard's own, and of usual stations. */
const data = (segment: string, checksum: string) =>
  `##${String(segment.length).padStart(4, '0')}${segment}${checksum}\r\n`

export const interval = data(
  'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&',
  '1C80',
)
export const noise = data(
  'QN=20160801085857223;ST=23;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857;LA-Rtd=50.1&&',
  '0880',
)
export const answer = data(
  'QN=20160801085857223;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&',
  '3240',
)
export const dust = data(
  'QN=20260315083000001;ST=39;CN=2011;PW=123456;MN=010000A8900016F000169DC1;Flag=5;CP=&&DataTime=20260315083000;a34001-Rtd=0.412,a34001-Flag=N;a34002-Rtd=0.187,a34002-Flag=N;a34004-Rtd=0.068,a34004-Flag=N;LA-Rtd=68.4,LA-Flag=N;a01001-Rtd=18.6,a01001-Flag=N;a01002-Rtd=54.0,a01002-Flag=N;a01006-Rtd=101.320,a01006-Flag=N;a01007-Rtd=2.1,a01007-Flag=N;a01008-Rtd=135,a01008-Flag=N&&',
  'F001',
)
export const badDust = data(
  'QN=20260315091500001;ST=39;CN=2011;PW=123456;MN=010000A8900016F000169DC1;Flag=5;CP=&&DataTime=20260315091500;a34001-Rtd=9.999,a34001-Flag=T;a34002-Rtd=0.000,a34002-Flag=B&&',
  '6E80',
)
export const fume = data(
  'QN=20260315120500001;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC2;Flag=5;CP=&&DataTime=20260315120500;a34041-Rtd=1.36,a34041-Flag=N;a34013-Rtd=3.10,a34013-Flag=N;a24088-Rtd=6.420,a24088-Flag=N&&',
  'B041',
)
export const switches = data(
  'QN=20160801085857223;ST=31;CN=2021;PW=123456;MN=010000A8900016F000169DC2;Flag=5;CP=&&DataTime=20160801085857;SB1-RS=1;SB2-RS=0&&',
  '35C0',
)

export const all = [interval, noise, answer, dust, badDust, fume, switches]
