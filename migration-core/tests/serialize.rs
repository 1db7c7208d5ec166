//! Operations are `serde::Serialize`: all that they do, and nothing of where it is said.

use migration_core::builder::{Schema, expr};
use migration_core::dialect::Dialect;
use migration_core::operation::Operation;
use migration_core::row;

fn json(record: impl Fn(&mut Schema)) -> String {
    let mut schema = Schema::new();
    record(&mut schema);
    let operations: Vec<Operation> = schema.finish().into_iter().map(|it| it.operation).collect();
    serde_json::to_string(&operations).expect("it is serialized")
}

#[test]
fn values_and_expressions_are_written_as_what_they_say() {
    let update = json(|schema| {
        let posts = schema.update("posts");
        posts.set("title", "it's").set("rank", expr("rank + 1"));
        posts.filter(expr("a").on(Dialect::Mysql, "b"));
    });
    assert_eq!(
        update,
        r#"[{"UpdateRows":{"table":{"schema":null,"name":"posts"},"set":["#.to_owned()
            + r#"{"column":"title","from":null,"to":{"Value":{"Text":"it's"}}},"#
            + r#"{"column":"rank","from":null,"to":{"Expression":"rank + 1"}}],"#
            + r#""filter":{"any":"a","Mysql":"b"},"down":null}}]"#
    );
}

#[test]
fn rows_are_maps_and_the_lines_that_they_stood_in_are_left_out() {
    let insert = json(|schema| {
        schema.copy_from_csv("posts", "id,title\n1,\n");
        schema.insert("posts", row! { "id" => 2, "data" => vec![0_u8, 255] });
    });
    assert_eq!(
        insert,
        r#"[{"InsertRows":{"table":{"schema":null,"name":"posts"},"#.to_owned()
            + r#""rows":[{"id":{"Text":"1"},"title":"Null"}],"on_conflict":null,"down":null}},"#
            + r#"{"InsertRows":{"table":{"schema":null,"name":"posts"},"#
            + r#""rows":[{"id":{"Int":2},"data":{"Bytes":"\\x00ff"}}],"on_conflict":null,"down":null}}]"#
    );
}

#[test]
fn raw_sql_has_its_databases_and_its_way_back() {
    let raw = json(|schema| {
        let raw = schema.sql("SELECT 1").on(Dialect::Sqlite);
        raw.down("SELECT 2");
    });
    assert_eq!(
        raw,
        r#"[{"RawSql":{"sql":"SELECT 1","down":"SELECT 2","only_on":["Sqlite"],"probe":null,"effect":[]}}]"#
    );
}
