#!lua
-- Where to go on in one channel, and whether we may. Run for each channel at each connection, before the first commit.
--
-- KEYS  1 alerts  2 meta  3 stories  4 a bucket of marks
-- ARGV  1 producer  2 what was acknowledged to us, pseq  3 and its seq  4 what to do when the data set is lost: refuse, or go on
--       behind the pseq given  5 channel to publish on  6 the oldest pseq that can still be sent
--       then the producers of earlier epochs
-- Returns {'ok', off, seq, level, id at off} or {'denied', command} or {'lost'}.

local needs = {
  {'HMGET', KEYS[2], 'seq'}, {'HSET', KEYS[2], 'seq', '1'}, {'HGET', KEYS[3], 's'}, {'HSET', KEYS[3], 's', '1'},
  {'HLEN', KEYS[3]}, {'HMGET', KEYS[3], 's'}, {'EXPIREAT', KEYS[3], '1'}, {'SISMEMBER', KEYS[4], '1'},
  {'SMISMEMBER', KEYS[4], '1'}, {'EXISTS', KEYS[4]}, {'SADD', KEYS[4], '1'}, {'SCARD', KEYS[4]},
  {'EXPIREAT', KEYS[4], '1'}, {'XLEN', KEYS[1]},
  {'XADD', KEYS[1], '*', 'alert', ''}, {'XTRIM', KEYS[1], 'MINID', '~', '1'},
  {'PUBLISH', ARGV[5], ''},
}
for _, need in ipairs(needs) do
  if not redis.acl_check_cmd(unpack(need)) then
    return {'denied', need[1]}
  end
end

redis.call('XLEN', KEYS[1])
redis.call('HLEN', KEYS[3])
redis.call('SCARD', KEYS[4])
local producer, acked = ARGV[1], tonumber(ARGV[2])
local meta = redis.call('HMGET', KEYS[2], 'off:' .. producer, 'at:' .. producer, 'seq', 'level')
local off, at, seq, level = meta[1], meta[2], meta[3] or '0', meta[4] or '0'

local known = off
if not off and acked > 0 then
  -- A new epoch: what was acknowledged under an earlier one is here. Later ones may be, too: their marks say so.
  for i = 7, #ARGV do
    known = known or redis.call('HGET', KEYS[2], 'off:' .. ARGV[i])
  end
  off = ARGV[2]
elseif not off then
  known, off = true, '0'
end
if not known or tonumber(off) < tonumber(ARGV[6]) - 1 then
  if ARGV[4] == 'refuse' then
    return {'lost'}
  end
  off, at = ARGV[4], ''
  if tonumber(seq) < tonumber(ARGV[3]) then
    seq = ARGV[3]
  end
end
if off ~= (meta[1] or '0') or seq ~= (meta[3] or '0') then
  redis.call('HSET', KEYS[2], 'off:' .. producer, off, 'at:' .. producer, '', 'seq', seq)
end
return {'ok', tonumber(off), tonumber(seq), tonumber(level), at or ''}
