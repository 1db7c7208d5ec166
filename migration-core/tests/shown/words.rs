//! In words.

use super::*;

fn shown(target: &Target) -> String {
    placed(&plan(&everything(), target).to_text())
}

#[test]
fn on_postgresql() {
    insta::assert_snapshot!(shown(&Target::postgres()), @r#"
    notice: "9_z" was applied by newer code (batch 3)
    up on PostgreSQL: 4 migrations, 10 statements

    1_a
      step 1/2 in a transaction
        create table "posts"  (shown.rs:_)
      step 2/2 alone, outside of a transaction
        create index "posts_title_idx" on table "posts"  (shown.rs:_)
          SHARE UPDATE EXCLUSIVE on posts, reads the whole table

    2_b
      step 1/2 in batches of 500 rows, each a transaction of its own, 50ms apart
        backfill "title" of table "posts"  (shown.rs:_)
          loses data
      step 2/2 in a transaction
        forbid NULL in column "title" of table "posts"  (shown.rs:_)
          ACCESS EXCLUSIVE on posts, reads the whole table
        add column "body" to table "posts"  (shown.rs:_)
          ACCESS EXCLUSIVE on posts
        drop column "rank" of table "posts"  (shown.rs:_)
          ACCESS EXCLUSIVE on posts, loses data
        add column "rank" to table "posts"  (shown.rs:_)
          ACCESS EXCLUSIVE on posts
        run SQL: UPDATE posts SET rank = 1 -- first  (shown.rs:_)
          own SQL

    3_c
      a data migration: its code decides what it runs

    4_d
      the file sql/4_d.sql outside of a transaction
        2 statements, 30 bytes
          own SQL
    "#);
}

#[test]
fn on_mysql() {
    insta::assert_snapshot!(shown(&Target::mysql()), @r#"
    notice: "9_z" was applied by newer code (batch 3)
    up on MySQL: 4 migrations, 10 statements

    1_a
      step 1/2 alone, outside of a transaction
        create table "posts"  (shown.rs:_)
      step 2/2 alone, outside of a transaction
        create index "posts_title_idx" on table "posts"  (shown.rs:_)
          blocks other changes on posts, reads the whole table

    2_b
      step 1/6 in batches of 500 rows, each a transaction of its own, 50ms apart
        backfill "title" of table "posts"  (shown.rs:_)
          loses data
      step 2/6 alone, outside of a transaction
        forbid NULL in column "title" of table "posts"  (shown.rs:_)
          blocks other changes on posts, rewrites the table, reads the whole table
      step 3/6 alone, outside of a transaction
        add column "body" to table "posts"  (shown.rs:_)
          blocks reads and writes on posts
      step 4/6 alone, outside of a transaction
        drop column "rank" of table "posts"  (shown.rs:_)
          blocks other changes on posts, rewrites the table, reads the whole table, loses data
      step 5/6 alone, outside of a transaction
        add column "rank" to table "posts"  (shown.rs:_)
          blocks reads and writes on posts
      step 6/6 in a transaction
        run SQL: UPDATE posts SET rank = 1 -- first  (shown.rs:_)
          own SQL

    3_c
      a data migration: its code decides what it runs

    4_d
      the file sql/4_d.sql outside of a transaction
        2 statements, 30 bytes
          own SQL
    "#);
}

#[test]
fn on_sqlite() {
    insta::assert_snapshot!(shown(&Target::sqlite()), @r#"
    notice: "9_z" was applied by newer code (batch 3)
    up on SQLite: 4 migrations, 16 statements

    1_a
      step 1/1 in a transaction
        create table "posts"  (shown.rs:_)
        create index "posts_title_idx" on table "posts"  (shown.rs:_)
          blocks writes on posts, reads the whole table

    2_b
      step 1/2 in batches of 500 rows, each a transaction of its own, 50ms apart
        backfill "title" of table "posts"  (shown.rs:_)
          loses data
      step 2/2 in a transaction
        forbid NULL in column "title" of table "posts", 7 statements  (shown.rs:_)
          blocks writes on posts, builds the table anew
        add column "body" to table "posts"  (shown.rs:_)
          blocks writes on posts
        drop column "rank" of table "posts"  (shown.rs:_)
          blocks writes on posts, rewrites the table, loses data
        add column "rank" to table "posts"  (shown.rs:_)
          blocks writes on posts
        run SQL: UPDATE posts SET rank = 1 -- first  (shown.rs:_)
          own SQL

    3_c
      a data migration: its code decides what it runs

    4_d
      the file sql/4_d.sql outside of a transaction
        2 statements, 30 bytes
          own SQL
    "#);
}
