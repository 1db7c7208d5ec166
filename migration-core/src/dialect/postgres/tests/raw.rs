//! Raw SQL.

use super::{empty, sql, state};
use crate::dialect::Dialect;
use crate::operation::RawSql;

fn raw(only_on: Vec<Dialect>) -> RawSql {
    RawSql {
        only_on,
        ..RawSql::new("CREATE VIEW v AS SELECT 1; -- both\nCREATE VIEW w AS SELECT 2")
    }
}

#[test]
fn raw_sql_is_sent_as_it_is() {
    insta::assert_snapshot!(sql(&empty(), raw(vec![])), @r"
    CREATE VIEW v AS SELECT 1; -- both
    CREATE VIEW w AS SELECT 2;
      -- own SQL
    ");
    let here = sql(&empty(), raw(vec![Dialect::Postgres, Dialect::Mysql]));
    assert_eq!(here, sql(&empty(), raw(vec![])));
}

#[test]
fn raw_sql_for_another_database_does_nothing() {
    assert_eq!(sql(&empty(), raw(vec![Dialect::Sqlite])), "");
}

#[test]
fn a_probe_is_a_fact_of_the_statement() {
    let op = RawSql {
        probe: Some("SELECT to_regclass('v') IS NOT NULL".to_owned()),
        ..raw(Vec::new())
    };
    insta::assert_snapshot!(sql(&state([]), op), @r"
    CREATE VIEW v AS SELECT 1; -- both
    CREATE VIEW w AS SELECT 2;
      -- own SQL | + SELECT to_regclass('v') IS NOT NULL
    ");
}
