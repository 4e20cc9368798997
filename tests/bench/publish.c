/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast alerts go through the journal and the commit script: real journal, outbox and private Redis, records of about
 * 2 KB as they come from documents. Counts an alert when Redis has said that it is in its stream. Never keeps more work
 * waiting than the journal's queue would in the daemon.
 *
 *   bench_publish STATE_DIR RUNTIME_DIR [COUNT [RECORDS_A_DOCUMENT [REDIS_PROGRAM]]]     prints one JSON line; absolute paths
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alert/outbox.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "feed/feed.h"
#include "journal/journal.h"
#include "store/private.h"
#include "text/hash.h"

#define CHANNELS 8
#define AHEAD_MAX 4096  /* records that are not durable yet */
#define BEHIND_MAX 8192 /* durable ones that Redis does not have yet */
#define KNOWN_BYTES 700 /* the packed known articles of an ordinary feed */
#define LOOK_MS 1

struct bench {
	struct loop *loop;
	struct journal *journal;
	struct private_redis *redis;
	struct outbox *outbox;
	struct loop_timer *look;
	struct metrics *metrics;
	struct metric *published;
	struct buf state;
	bool up;
	uint64_t count;       /* to be published */
	uint64_t of_document; /* records */
	uint64_t submitted;
	uint64_t durable;
	int64_t begun_us; /* 0: Redis is not there yet */
	int64_t cpu_us;
	int64_t redis_cpu_us;
};

static void die(const char *what, struct buf *error)
{
	(void)fprintf(stderr, "bench_publish: %s: %s\n", what, error ? buf_cstr(error) : "failed");
	exit(1);
}

/* CPU time of another process; the kernel counts it in ticks of 10 ms. */
static int64_t cpu_us_of(pid_t pid)
{
	char path[64];
	char line[1024];
	unsigned long user = 0;
	unsigned long system = 0;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	if (file && fgets(line, sizeof(line), file)) {
		const char *at = strrchr(line, ')');

		for (int space = 0; at && space < 12; space++) {
			at = strchr(at + 1, ' ');
		}
		if (at) {
			char *rest;
			user = strtoul(at, &rest, 10);
			system = strtoul(rest, NULL, 10);
		}
	}
	if (file) {
		(void)fclose(file);
	}
	return (int64_t)(user + system) * 1000000 / sysconf(_SC_CLK_TCK);
}

/* --- records --- */

struct record_text {
	char id[40];
	char channel[32];
	char source[32];
	char alert[4096];
	uint64_t marks[3];
};

static void make_record(uint64_t number, struct record_text *text, struct journal_record *ret)
{
	static const char story[] =
		"The committee met for the third time this month and heard reports about the harvest in the northern "
		"districts, the state of the roads and the price of bread. ";
	static const uint32_t rule = 0x5eed;
	struct hash128 hash = hash128(number, STR("bench"));
	size_t len;

	(void)snprintf(
		text->id, sizeof(text->id), "%016" PRIx64 "%016" PRIx64, hash.high, hash.low);
	(void)snprintf(text->channel, sizeof(text->channel), "bench.topic%u",
		(unsigned)(number % CHANNELS));
	(void)snprintf(text->source, sizeof(text->source), "Gazette %u", (unsigned)(number % 997));
	len = (size_t)snprintf(text->alert, sizeof(text->alert),
		"{\"v\":1,\"id\":\"%s\",\"channel\":\"%s\",\"priority\":\"high\",\"rules\":[{\"id\":\"visits\","
		"\"name\":\"visits\",\"desc\":\"A delegation of one state visits another\",\"priority\":\"high\","
		"\"tags\":[\"diplomacy\"],\"assertion\":\"undetermined\",\"captures\":{\"who\":{\"id\":\"freedonia\","
		"\"label\":\"Freedonia\",\"text\":\"Freedonian\"}}}],\"output\":\"Freedonia visits: bulletin %" PRIu64
		"\",\"article\":{\"key\":\"%016" PRIx64 "\",\"title\":\"Bulletin %" PRIu64
		"\",\"url\":\"http://bench.example/%" PRIu64
		"\",\"detected\":\"2025-07-01T08:00:00Z\",\"summary\":\"",
		text->id, text->channel, number, hash.low, number, number);
	for (size_t i = 0; i < 8; i++) {
		memcpy(text->alert + len, story, sizeof(story) - 1);
		len += sizeof(story) - 1;
	}
	len += (size_t)snprintf(text->alert + len, sizeof(text->alert) - len,
		"\"},\"source\":{\"feed\":\"%s\",\"title\":\"%s\",\"url\":\"http://bench.example/feed\"}}",
		text->source, text->source);
	for (size_t i = 0; i < 3; i++) {
		text->marks[i] = hash64_mix(hash.low, i + 1);
	}
	*ret = (struct journal_record){
		.channel = str_from(text->channel),
		.id = str_from(text->id),
		.alert = str_make(text->alert, len),
		.source = str_from(text->source),
		.marks = text->marks,
		.mark_count = 3,
		.rules = &rule,
		.rule_count = 1,
		.detected_ms = clock_wall_ms(),
	};
}

/* --- the flow --- */

static void feed_journal(struct bench *bench);

static void on_durable(int error, const struct journal_place *places, size_t count, void *arg)
{
	struct bench *bench = arg;

	if (error < 0) {
		die("the journal refuses", NULL);
	}
	for (size_t i = 0; i < count; i++) {
		outbox_notify(bench->outbox, places[i].channel);
	}
	bench->durable += count;
	feed_journal(bench);
}

static void submit_document(struct bench *bench)
{
	static const char known[KNOWN_BYTES];
	assert(bench->of_document > 0);
	struct record_text *texts = mem_alloc(bench->of_document * sizeof(*texts));
	struct journal_record *records = mem_alloc(bench->of_document * sizeof(*records));
	size_t count = 0;

	while (count < bench->of_document && bench->submitted < bench->count) {
		make_record(bench->submitted, &texts[count], &records[count]);
		bench->submitted++;
		count++;
	}
	if (journal_submit(bench->journal,
		    &(struct journal_batch){
			    .feed_id = bench->submitted / bench->of_document % 1000 + 1,
			    .state = buf_str(&bench->state),
			    .known = str_make(known, sizeof(known)),
			    .records = records,
			    .record_count = count,
		    },
		    on_durable, bench) < 0) {
		die("journal_submit", NULL);
	}
	free(records);
	free(texts);
}

static void feed_journal(struct bench *bench)
{
	while (bench->submitted < bench->count && bench->submitted - bench->durable < AHEAD_MAX &&
		bench->submitted - (uint64_t)bench->published->value < BEHIND_MAX &&
		journal_has_room(bench->journal)) {
		submit_document(bench);
	}
}

static void finish(struct bench *bench)
{
	double wall = (double)(clock_mono_us() - bench->begun_us) / 1e6;
	double cpu = (double)(clock_cpu_us() - bench->cpu_us) / 1e6;
	double redis_cpu =
		(double)(cpu_us_of(private_pid(bench->redis)) - bench->redis_cpu_us) / 1e6;
	double count = (double)bench->published->value;
	struct record_text text;
	struct journal_record record;
	struct journal_stats stats;

	make_record(0, &text, &record);
	journal_get_stats(bench->journal, &stats);
	(void)printf(
		"{\"alerts\": %" PRIu64 ", \"record_bytes\": %zu, \"records_a_document\": %" PRIu64
		", \"seconds\": %.3f, \"per_second\": %.0f, \"cpu_s\": %.3f, \"per_cpu_second\": %.0f, "
		"\"redis_cpu_s\": %.2f, \"per_redis_cpu_second\": %.0f, \"commits\": %" PRIu64
		"}\n",
		bench->count, record.alert.len, bench->of_document, wall, count / wall, cpu,
		count / cpu, redis_cpu, redis_cpu > 0 ? count / redis_cpu : 0, stats.commits);
	loop_stop(bench->loop);
}

static void on_look(void *arg)
{
	struct bench *bench = arg;

	if (bench->up && !bench->begun_us) {
		bench->begun_us = clock_mono_us();
		bench->cpu_us = clock_cpu_us();
		bench->redis_cpu_us = cpu_us_of(private_pid(bench->redis));
	}
	if ((uint64_t)bench->published->value >= bench->count) {
		finish(bench);
		return;
	}
	if (bench->begun_us) {
		feed_journal(bench);
	}
	loop_timer_set(bench->look, LOOK_MS);
}

static void on_change(bool up, const char *reason, void *arg)
{
	struct bench *bench = arg;

	if (!up) {
		(void)fprintf(stderr, "bench_publish: redis: %s\n", reason);
		exit(1);
	}
	bench->up = true;
}

static void start(struct bench *bench, const struct private_config *redis)
{
	struct feed_state state = {.body_hash = 1, .known = true, .polls = 100, .next_due_at = 1};
	struct buf path;
	struct buf error;

	buf_init(&path, 4096);
	buf_init(&error, 4096);
	buf_init(&bench->state, 4096);
	feed_state_pack(&state, &bench->state);
	buf_printf(&path, "%s/journal.sqlite", redis->state_dir);
	bench->loop = loop_new();
	bench->metrics = metrics_new();
	if (!bench->loop ||
		journal_open(bench->loop, &(struct journal_config){.path = buf_cstr(&path)}, &error,
			&bench->journal) < 0) {
		die("journal", &error);
	}
	if (private_start(bench->loop, redis, &error, &bench->redis) < 0) {
		die("redis", &error);
	}
	bench->outbox = outbox_new(bench->loop, bench->journal,
		&(struct outbox_config){.address = private_address(bench->redis),
			.stream_max_length = bench->count,
			.metrics = bench->metrics,
			.on_change = on_change,
			.arg = bench});
	bench->published = metrics_add(bench->metrics, METRIC_COUNTER,
		"nuncio_alerts_published_total", NULL, "Alerts that Redis has taken.");
	bench->look = loop_timer_new(bench->loop, on_look, bench);
	loop_timer_set(bench->look, 0);
	buf_done(&path);
	buf_done(&error);
}

int main(int argc, char **argv)
{
	struct bench bench = {.count = 100000, .of_document = 4};

	if (argc < 3) {
		(void)fprintf(stderr,
			"usage: bench_publish STATE_DIR RUNTIME_DIR [COUNT [RECORDS_A_DOCUMENT [REDIS_PROGRAM]]]\n");
		return 64;
	}
	if (argc > 3) {
		bench.count = strtoull(argv[3], NULL, 10);
	}
	if (argc > 4) {
		bench.of_document = strtoull(argv[4], NULL, 10);
	}
	if (bench.count == 0 || bench.of_document == 0) {
		die("COUNT and RECORDS_A_DOCUMENT are numbers from 1", NULL);
	}
	log_set_level(LOG_LEVEL_WARN);
	start(&bench, &(struct private_config){.binary = argc > 5 ? argv[5] : NULL,
			      .state_dir = argv[1],
			      .runtime_dir = argv[2]});
	loop_run(bench.loop);
	outbox_free(bench.outbox);
	loop_timer_free(bench.look);
	private_stop(bench.redis);
	journal_close(bench.journal);
	metrics_free(bench.metrics);
	loop_free(bench.loop);
	buf_done(&bench.state);
	return 0;
}
