#!/bin/sh
# Records of many captures as a Slurm job array: each task reads its share of the captures.
#   sbatch --array=0-15 deploy/slurm-array.sh /srv/pcaps/2026-11 /srv/lake
# The number of tasks may be any; a task that failed is run again with --array=NUMBER and
# SHARDS=16, and writes the files it would have written.
#SBATCH --job-name=netsniff-records
#SBATCH --cpus-per-task=4
#SBATCH --mem=2G
#SBATCH --time=04:00:00
set -eu
captures=$1
lake=$2
exec netsniff records --shard "$SLURM_ARRAY_TASK_ID/${SHARDS:-$SLURM_ARRAY_TASK_COUNT}" \
	--workers "${SLURM_CPUS_PER_TASK:-2}" --sensor "${SENSOR:-local}" -r "$captures" -o "$lake"
