/* SPDX-License-Identifier: BSD-2-Clause */
#include "ctl/ctl.h"
static int run(const struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	return CTL_FAILED;
}
const struct ctl_command ctl_tail = {"tail", "follow the alerts as they come", "", run};
