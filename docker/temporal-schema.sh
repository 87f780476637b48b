#!/bin/sh
# Creates Temporal's databases in PostgreSQL and brings their schema up to date. Safe to run again, after an upgrade too.
set -eu

schema() {
  database=$1 folder=$2
  tool="temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u temporal --db $database"
  $tool create
  $tool setup-schema -v 0.0
  $tool update-schema -d "/etc/temporal/schema/postgresql/v12/$folder/versioned"
}

schema temporal temporal
schema temporal_visibility visibility
