#!lua
-- Commits one record of the journal: atomic, and done once whatever is repeated.
--
-- KEYS  1 alerts (stream)  2 meta (hash)  3 stories of this epoch  4 stories of the epoch before  (hashes)
--       then for each level 0 ... L: the bucket of each mark in this epoch, and in the one before  (sets)
-- ARGV  1 producer  2 pseq  3 level L  4 when the epoch's keys expire, s  5 longest stream  6 oldest entry, ms
--       7 channel to publish on  8 alert id  9 source  10 first seen (RFC 3339)  11 alert
--       without its last brace
--       12 rules that hit: " 0011aabb" for each  13 changed: 1 when the article was known and has changed
--       14 epoch  then the marks
-- Returns {outcome, seq, full}: outcome 1 published, 0 duplicate, 2 done before; full 1: the bucket should grow.
--
-- An article is a duplicate when one of its marks was seen; a changed one when all its rules have alerted before, else its
-- alert names the one that it revises.
-- Errors: GAP (another pseq is next), LEVEL (others use more buckets): ask again where to go on.
--
-- A script is not rolled back: all that can fail is read first, under "read"; after the first write nothing may fail. (XADD is
-- the first one: it finds out by itself whether its key is a stream.)
-- Data come in KEYS and ARGV only; none of them goes into an error.
-- Redis spends nearly all its time on an alert here: each call costs, each write goes to its file, each long string is hashed
-- byte by byte when it comes into being. So the alert is put together once for each use, and keys are told to expire once.
-- A server that was killed while it wrote may do the first of these writes once more when it reads its file (docs/ALERT.md):
-- all of them but XADD may be done twice. So XADD trims nothing: its MAXLEN is written as the length that there was, and an entry
-- too many would push out the oldest one.

local ALERTS, META, STORIES, STORIES_BEFORE = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local producer, pseq, level = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local id, source, alert, rules, changed = ARGV[8], ARGV[9], ARGV[11], ARGV[12], ARGV[13] == '1'
local epoch, marks = ARGV[14], #ARGV - 14
local call = redis.call

-- read

local low_key = 'low:' .. epoch
local meta = call('HMGET', META, 'seq', 'level', 'duplicates', 'off:' .. producer, low_key,
  string.format('low:%.0f', tonumber(epoch) - 1))
local seq, known_level = tonumber(meta[1] or '0'), tonumber(meta[2] or '0')
local duplicates, off = tonumber(meta[3] or '0'), tonumber(meta[4] or '0')
local low, low_before = tonumber(meta[5] or ''), tonumber(meta[6] or '')
if not (seq and known_level and duplicates and off) then
  return redis.error_reply('BADMETA the hash meta of a channel holds what is no number')
end
if pseq <= off then
  return {2, seq, 0}
end
if pseq ~= off + 1 then
  return redis.error_reply(string.format('GAP %.0f is next', off + 1))
end
if known_level > level then
  return redis.error_reply(string.format('LEVEL %d is in use', known_level))
end

-- From the highest level down: its buckets are written to, so their type must be right. Level 0 is one bucket for all marks.
-- Below the level that an epoch began with there is nothing.
local seen = false
local function look(l, back)
  local base = 4 + (l * 2 + back) * marks
  if l == 0 then
    for _, found in ipairs(call('SMISMEMBER', KEYS[base + 1], unpack(ARGV, 15))) do
      seen = seen or found == 1
    end
    return
  end
  for i = 1, marks do
    if call('SISMEMBER', KEYS[base + i], ARGV[14 + i]) == 1 then
      seen = true
    end
  end
end
local buckets = 4 + level * 2 * marks
local existing = call('EXISTS', unpack(KEYS, buckets + 1, buckets + marks))
if existing > 0 then
  look(level, 0)
end
if low_before then
  look(level, 1)
end
for l = level - 1, 0, -1 do
  if not seen and low and low <= l then
    look(l, 0)
  end
  if not seen and low_before and low_before <= l then
    look(l, 1)
  end
end
local stories_expire = call('HLEN', STORIES) > 0

-- Of each mark is known: the story, the last alert of the article, the rules that have alerted.
local story, last, alerted, state = nil, nil, nil, nil
if seen or changed then
  for _, key in ipairs({STORIES, STORIES_BEFORE}) do
    for _, found in ipairs(call('HMGET', key, unpack(ARGV, 15))) do
      if found and not story then
        story, last, alerted = string.match(found, '^(%S+) (%S+)(.*)$')
      end
    end
  end
end
if story then
  state = call('HGET', STORIES, 's:' .. story) or call('HGET', STORIES_BEFORE, 's:' .. story)
end

-- decide: a story is "articles sources first_seen source source ..."

local gained = ''
alerted = alerted or ''
for rule in string.gmatch(rules, ' %x+') do
  if not string.find(alerted, rule, 1, true) then
    gained = gained .. rule
  end
end
local duplicate = seen
if changed then
  duplicate = story ~= nil and gained == ''
end
local revises = last and last ~= id and ',"revises":"' .. last .. '"' or ''
local articles, sources, first_seen, list = nil, nil, nil, nil
if state then
  articles, sources, first_seen, list = string.match(state, '^(%d+) (%d+) (%S+)(.*)$')
end
if articles then
  articles, sources = tonumber(articles), tonumber(sources)
  if duplicate and not changed then
    articles = articles + 1
  end
  if #list < 64 * 17 and not string.find(list, ' ' .. source, 1, true) then
    sources, list = sources + 1, list .. ' ' .. source
  end
elseif not duplicate then
  story, articles, sources, first_seen, list = id, 1, 1, ARGV[10], ' ' .. source
end

-- write

if not duplicate then
  seq = seq + 1
  local rest = string.format(',"seq":%.0f,"producer":{"id":"', seq) .. producer ..
    string.format('","seq":%.0f},"kind":"new"', pseq) .. revises .. ',"story":{"id":"' .. story ..
    string.format('","articles":%d,"sources":%d,"first_seen":"', articles, sources) .. first_seen .. '"}'
  local entry = call('XADD', ALERTS, '*', 'alert', alert .. rest .. '}')
  call('HSET', META, 'seq', string.format('%.0f', seq), 'off:' .. producer, ARGV[2], 'at:' .. producer, id,
    'level', level)
  alert = alert .. rest .. ',"stream_id":"' .. entry .. '"}'
  last, alerted = id, alerted .. gained
else
  call('HSET', META, 'duplicates', string.format('%.0f', duplicates + 1), 'off:' .. producer, ARGV[2],
    'at:' .. producer, id, 'level', level)
end

if not low then
  call('HSET', META, low_key, level)
end
for i = 1, marks do
  call('SADD', KEYS[buckets + i], ARGV[14 + i])
  if existing < marks then
    call('EXPIREAT', KEYS[buckets + i], ARGV[4])
  end
end
if articles then
  local fields = {'s:' .. story, string.format('%d %d ', articles, sources) .. first_seen .. list}
  for i = 1, marks do
    fields[#fields + 1] = ARGV[14 + i]
    fields[#fields + 1] = story .. ' ' .. last .. alerted
  end
  call('HSET', STORIES, unpack(fields))
  if not stories_expire then
    call('EXPIREAT', STORIES, ARGV[4])
  end
end
local full = call('SCARD', KEYS[buckets + 1]) > 256 and 1 or 0
if duplicate then
  return {0, seq, full}
end
if seq % 64 == 0 then
  call('XTRIM', ALERTS, 'MAXLEN', '~', ARGV[5])
  call('XTRIM', ALERTS, 'MINID', '~', ARGV[6])
end
call('PUBLISH', ARGV[7], alert)
return {1, seq, full}
