//! As JSON, on SQLite.

use super::json::shown;
use super::*;

#[test]
fn on_sqlite() {
    insta::assert_snapshot!(shown(&Target::sqlite()), @r#"
    {
      "schema": "migratory.plan/1",
      "fingerprint": "1:18a7c559c3649ff3b5234b22c55d09a3",
      "direction": "up",
      "database": "SQLite",
      "transactional_ddl": true,
      "notices": [
        "\"9_z\" was applied by newer code (batch 3)"
      ],
      "migrations": [
        {
          "name": "1_a",
          "phase": "pre-deploy",
          "checksum": "1:c09a8cd797ab74a6451a1d73442efffc",
          "kind": "statements",
          "steps": [
            {
              "transactional": true,
              "statements": [
                {
                  "sql": "CREATE TABLE \"posts\" (\n    \"id\" INTEGER CONSTRAINT \"posts_pkey\" PRIMARY KEY AUTOINCREMENT NOT NULL,\n    \"title\" VARCHAR(80),\n    \"rank\" INTEGER\n)",
                  "operation": "create table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "probe": {
                      "object": "table",
                      "name": "posts",
                      "present": true
                    }
                  }
                },
                {
                  "sql": "CREATE INDEX \"posts_title_idx\" ON \"posts\" (\"title\")",
                  "operation": "create index \"posts_title_idx\" on table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "lock": "SHARE ROW EXCLUSIVE",
                    "table": "posts",
                    "scans": true,
                    "probe": {
                      "object": "index",
                      "table": "posts",
                      "name": "posts_title_idx",
                      "present": true
                    }
                  }
                }
              ]
            }
          ],
          "down_sql": "DROP INDEX \"posts_title_idx\";\nDROP TABLE \"posts\";\n"
        },
        {
          "name": "2_b",
          "phase": "pre-deploy",
          "checksum": "1:945c501aca87cc4f58d6a3663ed5754a",
          "kind": "staged",
          "steps": [
            {
              "transactional": false,
              "backfill": {
                "table": "posts",
                "key": [
                  "\"id\""
                ],
                "update": "UPDATE \"posts\" SET \"title\" = 'it''s'",
                "filter": "(title IS NULL)",
                "batch_size": 500,
                "pause_ms": 50
              },
              "statements": [
                {
                  "sql": "-- in batches of 500 rows in the order of \"id\", 50ms apart, each a transaction of its own\nUPDATE \"posts\" SET \"title\" = 'it''s' WHERE (title IS NULL)",
                  "operation": "backfill \"title\" of table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "table": "posts",
                    "loses_data": true
                  }
                }
              ]
            },
            {
              "transactional": true,
              "statements": [
                {
                  "sql": "CREATE TABLE \"_migratory_new_posts\" (\n    \"id\" INTEGER CONSTRAINT \"posts_pkey\" PRIMARY KEY AUTOINCREMENT NOT NULL,\n    \"title\" VARCHAR(80) NOT NULL,\n    \"rank\" INTEGER\n)",
                  "operation": "forbid NULL in column \"title\" of table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "rebuild": "start"
                  }
                },
                {
                  "sql": "INSERT INTO \"_migratory_new_posts\" (\"id\", \"title\", \"rank\") SELECT \"posts\".\"id\", \"posts\".\"title\", \"posts\".\"rank\" FROM \"posts\"",
                  "operation": "forbid NULL in column \"title\" of table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "lock": "SHARE ROW EXCLUSIVE",
                    "table": "posts",
                    "rewrites": true,
                    "scans": true,
                    "rebuild": "middle"
                  }
                },
                {
                  "sql": "DELETE FROM sqlite_sequence WHERE name = '_migratory_new_posts'",
                  "operation": "forbid NULL in column \"title\" of table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "rebuild": "middle"
                  }
                },
                {
                  "sql": "INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_posts', seq FROM sqlite_sequence WHERE name = 'posts'",
                  "operation": "forbid NULL in column \"title\" of table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "rebuild": "middle"
                  }
                },
                {
                  "sql": "DROP TABLE \"posts\"",
                  "operation": "forbid NULL in column \"title\" of table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "lock": "SHARE ROW EXCLUSIVE",
                    "table": "posts",
                    "rebuild": "middle"
                  }
                },
                {
                  "sql": "ALTER TABLE \"_migratory_new_posts\" RENAME TO \"posts\"",
                  "operation": "forbid NULL in column \"title\" of table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "lock": "SHARE ROW EXCLUSIVE",
                    "table": "posts",
                    "rebuild": "middle"
                  }
                },
                {
                  "sql": "CREATE INDEX \"posts_title_idx\" ON \"posts\" (\"title\")",
                  "operation": "forbid NULL in column \"title\" of table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "lock": "SHARE ROW EXCLUSIVE",
                    "table": "posts",
                    "scans": true,
                    "rebuild": "end",
                    "probe": {
                      "object": "index",
                      "table": "posts",
                      "name": "posts_title_idx",
                      "present": true
                    }
                  }
                },
                {
                  "sql": "ALTER TABLE \"posts\" ADD COLUMN \"body\" TEXT",
                  "operation": "add column \"body\" to table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "lock": "SHARE ROW EXCLUSIVE",
                    "table": "posts",
                    "probe": {
                      "object": "column",
                      "table": "posts",
                      "name": "body",
                      "present": true
                    }
                  }
                },
                {
                  "sql": "ALTER TABLE \"posts\" DROP COLUMN \"rank\"",
                  "operation": "drop column \"rank\" of table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "lock": "SHARE ROW EXCLUSIVE",
                    "table": "posts",
                    "rewrites": true,
                    "loses_data": true,
                    "probe": {
                      "object": "column",
                      "table": "posts",
                      "name": "rank",
                      "present": false
                    }
                  }
                },
                {
                  "sql": "ALTER TABLE \"posts\" ADD COLUMN \"rank\" INTEGER NOT NULL DEFAULT 0",
                  "operation": "add column \"rank\" to table \"posts\"",
                  "at": "shown.rs:_",
                  "facts": {
                    "lock": "SHARE ROW EXCLUSIVE",
                    "table": "posts",
                    "probe": {
                      "object": "column",
                      "table": "posts",
                      "name": "rank",
                      "present": true
                    }
                  }
                },
                {
                  "sql": "UPDATE posts SET rank = 1 -- first",
                  "operation": "run SQL: UPDATE posts SET rank = 1 -- first",
                  "at": "shown.rs:_",
                  "facts": {
                    "own_sql": true
                  }
                }
              ]
            }
          ],
          "down_sql": "ALTER TABLE \"posts\" DROP COLUMN \"rank\";\nALTER TABLE \"posts\" ADD COLUMN \"rank\" INTEGER;\nALTER TABLE \"posts\" DROP COLUMN \"body\";\nCREATE TABLE \"_migratory_new_posts\" (\n    \"id\" INTEGER CONSTRAINT \"posts_pkey\" PRIMARY KEY AUTOINCREMENT NOT NULL,\n    \"title\" VARCHAR(80),\n    \"rank\" INTEGER\n);\nINSERT INTO \"_migratory_new_posts\" (\"id\", \"title\", \"rank\") SELECT \"posts\".\"id\", \"posts\".\"title\", \"posts\".\"rank\" FROM \"posts\";\nDELETE FROM sqlite_sequence WHERE name = '_migratory_new_posts';\nINSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_posts', seq FROM sqlite_sequence WHERE name = 'posts';\nDROP TABLE \"posts\";\nALTER TABLE \"_migratory_new_posts\" RENAME TO \"posts\";\nCREATE INDEX \"posts_title_idx\" ON \"posts\" (\"title\");\n"
        },
        {
          "name": "3_c",
          "phase": "pre-deploy",
          "checksum": "1:e3b0c44298fc1c149afbf4c8996fb924",
          "kind": "data",
          "steps": [],
          "down_sql": null
        },
        {
          "name": "4_d",
          "phase": "pre-deploy",
          "checksum": "1:177a82ada21194b468866c3ac05f98c0",
          "kind": "file",
          "file": {
            "path": "sql/4_d.sql",
            "line": 2,
            "bytes": 30,
            "in_transaction": false,
            "statements": 2,
            "checksum": "1:177a82ada21194b468866c3ac05f98c0"
          },
          "steps": [
            {
              "transactional": false,
              "statements": [
                {
                  "sql": "SELECT 1",
                  "operation": "run SQL: SELECT 1",
                  "at": "sql/4_d.sql:2:1",
                  "facts": {
                    "own_sql": true
                  }
                },
                {
                  "sql": "SELECT ';'",
                  "operation": "run SQL: SELECT ';'",
                  "at": "sql/4_d.sql:3:1",
                  "facts": {
                    "own_sql": true
                  }
                }
              ]
            }
          ],
          "down_sql": null
        }
      ]
    }
    "#);
}
