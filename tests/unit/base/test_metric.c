/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/metric.h"

#include "check.h"

static void test_render(void **state)
{
	struct metrics *metrics = metrics_new();
	struct metric *full =
		metrics_add(metrics, METRIC_COUNTER, "pauses_total", "reason=\"full\"", "Pauses.");
	struct metric *feeds = metrics_add(metrics, METRIC_GAUGE, "feeds", NULL, "Feeds.");
	struct metric *memory = metrics_add(
		metrics, METRIC_COUNTER, "pauses_total", "reason=\"memory\"", "Pauses.");
	struct buf out;

	(void)state;
	full->value = 3;
	memory->value = 4;
	feeds->value = -1;
	assert_ptr_equal(metrics_add(metrics, METRIC_GAUGE, "feeds", NULL, "Feeds."), feeds);
	buf_init(&out, 4096);
	metrics_render(metrics, &out);
	check_str(buf_str(&out),
		"# HELP pauses_total Pauses.\n# TYPE pauses_total counter\n"
		"pauses_total{reason=\"full\"} 3\npauses_total{reason=\"memory\"} 4\n"
		"# HELP feeds Feeds.\n# TYPE feeds gauge\nfeeds -1\n",
		"labels of one name together");
	assert_int_equal(metrics_get(metrics, "pauses_total"), 7);
	assert_int_equal(metrics_get(metrics, "unknown"), 0);
	buf_done(&out);
	metrics_free(metrics);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_render)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
