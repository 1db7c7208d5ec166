//! Indexes.
//!
//! InnoDB builds B-trees, for `hash` as well, and builds them while others read and write: `concurrently` needs no other
//! statement, only the clauses that make the server refuse rather than block.

use super::alter::{Alter, Work};
use super::context::{Answer, Context, Guard, IF_EXISTS, IF_NOT_EXISTS, INDEX_COMMENT_CHARS};
use super::foreign_key::follow;
use super::identity;
use super::key::check_parts;
use super::storage;
use crate::dialect::{ProbeObject, Statement};
use crate::operation::{CommentOnPart, CreateIndex, DropIndex, RenameIndex, TablePart};
use crate::schema::{Direction, Index, IndexKey, IndexPart, Nulls, Table};

pub(super) fn create(cx: &Context<'_>, op: &CreateIndex) -> Answer<Vec<Statement>> {
    if op.only {
        return super::table::refuse_partitions(cx, &op.table).map(|()| Vec::new());
    }
    let CreateIndex { table, index, .. } = op;
    let known = cx.known(table);
    let guard = cx.guard(Guard {
        asked: op.if_not_exists,
        clause: IF_NOT_EXISTS,
        table,
        name: &index.name,
        found: known.is_some_and(|known| known.indexes.contains_key(&index.name)),
    })?;
    let Some(guard) = guard else {
        return Ok(Vec::new());
    };
    let mut alter = Alter::new(table);
    let work = if is_special(index) {
        Work::Copy
    } else {
        Work::Build
    };
    alter.add(work, format!("ADD {}", clause(cx, index, known, guard)?));
    if let Some(before) = known.filter(|known| !known.indexes.contains_key(&index.name)) {
        let mut after = before.clone();
        after.indexes.insert(index.name.clone(), index.clone());
        follow(cx, before, &after, &mut alter)?;
    }
    if op.concurrently {
        if is_special(index) {
            return cx.refuse(
                format!(
                    "fulltext or spatial indexes built without blocking writes (\"{}\")",
                    index.name
                ),
                "leave concurrently out",
            );
        }
        online(&mut alter);
    }
    let probe = ProbeObject::Index(table.clone(), index.name.clone());
    Ok(vec![alter.statement(cx)?.creates(probe)])
}

pub(super) fn drop(cx: &Context<'_>, op: &DropIndex) -> Answer<Vec<Statement>> {
    let known = cx.known(&op.table);
    let guard = cx.guard(Guard {
        asked: op.if_exists,
        clause: IF_EXISTS,
        table: &op.table,
        name: &op.name,
        found: known.is_some_and(|known| {
            known.indexes.contains_key(&op.name) || known.uniques.contains_key(&op.name)
        }),
    })?;
    let Some(guard) = guard else {
        return Ok(Vec::new());
    };
    let mut alter = Alter::new(&op.table);
    alter.drop(
        Work::Metadata,
        format!("DROP INDEX{guard} {}", cx.quote(&op.name)?),
    );
    if let Some(before) = known {
        let mut after = before.clone();
        after.indexes.remove(&op.name);
        after.uniques.remove(&op.name);
        follow(cx, before, &after, &mut alter)?;
        identity::check(cx, &after)?;
    }
    if op.concurrently {
        online(&mut alter);
    }
    let probe = ProbeObject::Index(op.table.clone(), op.name.clone());
    Ok(vec![alter.statement(cx)?.removes(probe)])
}

pub(super) fn rename(cx: &Context<'_>, op: &RenameIndex) -> Answer<Vec<Statement>> {
    let mut alter = Alter::new(&op.table);
    let (from, to) = (cx.quote(&op.from)?, cx.quote(&op.to)?);
    alter.add(Work::Metadata, format!("RENAME INDEX {from} TO {to}"));
    let probe = ProbeObject::Index(op.table.clone(), op.to.clone());
    Ok(vec![alter.statement(cx)?.creates(probe)])
}

/// An index has its comment from when it is made, so it is made again; a constraint has none.
pub(super) fn comment(cx: &Context<'_>, op: &CommentOnPart) -> Answer<Vec<Statement>> {
    let name = match &op.part {
        TablePart::Index(name) => name,
        TablePart::Constraint(_) => {
            return cx.refuse(
                "comments on constraints",
                "say it in the migration, or in the comment on the table",
            );
        }
    };
    let known = cx.known(&op.table);
    let Some(index) = known.and_then(|table| table.indexes.get(name)) else {
        return cx.refuse(
            format!("way to comment on index \"{name}\" without its definition, and no migration says it"),
            "use raw SQL that drops the index and adds it with its comment",
        );
    };
    let mut after = index.clone();
    after.comment.clone_from(&op.comment);
    let mut alter = Alter::new(&op.table);
    alter.drop(Work::Metadata, format!("DROP INDEX {}", cx.quote(name)?));
    let work = if is_special(index) {
        Work::Copy
    } else {
        Work::Build
    };
    alter.add(work, format!("ADD {}", clause(cx, &after, known, "")?));
    Ok(vec![alter.statement(cx)?])
}

/// An index, as `CREATE TABLE` and `ALTER TABLE` write it.
pub(super) fn clause(
    cx: &Context<'_>,
    index: &Index,
    table: Option<&Table>,
    guard: &str,
) -> Answer<String> {
    check(cx, index, table)?;
    let method = index.method.as_deref().map(str::to_ascii_lowercase);
    // `USING HASH` is not written: InnoDB makes a B-tree of it anyway, but MariaDB a unique index that no foreign key can
    // use.
    let kind = match method.as_deref() {
        Some("fulltext") => "FULLTEXT INDEX",
        Some("spatial") => "SPATIAL INDEX",
        _ if index.unique => "UNIQUE INDEX",
        _ => "INDEX",
    };
    let parts: Answer<Vec<String>> = index
        .parts
        .iter()
        .map(|part| part_clause(cx, part))
        .collect();
    let mut sql = format!(
        "{kind}{guard} {} ({})",
        cx.quote(&index.name)?,
        parts?.join(", ")
    );
    if let Some(comment) = &index.comment {
        sql += &format!(" COMMENT {}", cx.comment(comment, INDEX_COMMENT_CHARS)?);
    }
    Ok(sql)
}

fn part_clause(cx: &Context<'_>, part: &IndexPart) -> Answer<String> {
    let key = match &part.key {
        IndexKey::Column(column) => match part.prefix {
            Some(prefix) => format!("{}({prefix})", cx.quote(column)?),
            None => cx.quote(column)?,
        },
        // Twice in parentheses: <https://dev.mysql.com/doc/refman/8.4/en/create-index.html>.
        IndexKey::Expression(expression) => format!("({})", cx.sql(expression)?),
    };
    Ok(match part.direction {
        Direction::Ascending => key,
        Direction::Descending => format!("{key} DESC"),
    })
}

fn check(cx: &Context<'_>, index: &Index, table: Option<&Table>) -> Answer<()> {
    let name = &index.name;
    let method = index.method.as_deref().map(str::to_ascii_lowercase);
    match method.as_deref() {
        None | Some("btree" | "hash" | "fulltext" | "spatial") => {}
        Some(other) => {
            return cx.refuse(
                format!("{other} indexes (\"{name}\")"),
                "use a plain, fulltext or spatial index",
            );
        }
    }
    if index.filter.is_some() {
        return cx.refuse(
            format!("indexes with a filter (\"{name}\")"),
            "add a generated column that is NULL for all other rows, and index that",
        );
    }
    if !index.include.is_empty() {
        return cx.refuse(
            format!("indexes that store further columns (\"{name}\")"),
            "put these columns at the end of the key",
        );
    }
    if index.nulls_not_distinct {
        return cx.refuse(
            format!("unique indexes to which NULLs are equal (\"{name}\")"),
            "make the columns NOT NULL, or index a generated column that turns NULL into a value",
        );
    }
    if is_special(index) && index.unique {
        return cx.refuse(
            format!("unique fulltext or spatial indexes (\"{name}\")"),
            "leave unique out",
        );
    }
    if name.eq_ignore_ascii_case("primary") {
        return cx.refuse(
            "indexes called PRIMARY besides the primary key",
            "use another name",
        );
    }
    storage::check(cx, name, &index.storage, index.tablespace.as_ref())?;
    for part in &index.parts {
        check_part(cx, name, part)?;
    }
    if is_special(index) {
        return Ok(());
    }
    let parts = index.parts.iter();
    let parts = parts.filter_map(|part| Some((part.column_name()?, part.prefix)));
    check_parts(cx, name, table, parts)
}

fn check_part(cx: &Context<'_>, name: &str, part: &IndexPart) -> Answer<()> {
    // NULLs sort below all values.
    let native = match part.direction {
        Direction::Ascending => Nulls::First,
        Direction::Descending => Nulls::Last,
    };
    if part.nulls.is_some_and(|nulls| nulls != native) {
        return cx.refuse(
            format!("choice of where NULLs sort in an index (\"{name}\")"),
            "leave it out: NULLs sort below all values",
        );
    }
    if let Some(class) = &part.operator_class {
        return cx.refuse(
            format!("operator classes (\"{class}\" of index \"{name}\")"),
            "leave it out",
        );
    }
    if part.prefix == Some(0) {
        return cx.refuse(
            format!("prefixes of no length (\"{name}\")"),
            "say how many characters of the column are indexed",
        );
    }
    match &part.key {
        IndexKey::Expression(expression) if !cx.target.capabilities.expression_indexes => cx
            .refuse(
                format!("indexes over expressions (\"{name}\")"),
                format!(
                    "add a virtual generated column as {}, and index that",
                    expression.any_text()
                ),
            ),
        IndexKey::Expression(_) | IndexKey::Column(_) => Ok(()),
    }
}

/// Whether it is no B-tree.
pub(super) fn is_special(index: &Index) -> bool {
    (index.method.as_deref()).is_some_and(|method| {
        ["fulltext", "spatial"]
            .iter()
            .any(|special| method.eq_ignore_ascii_case(special))
    })
}

/// Makes the server refuse where it would block writes.
fn online(alter: &mut Alter<'_>) {
    alter.add(Work::Metadata, "ALGORITHM=INPLACE");
    alter.add(Work::Metadata, "LOCK=NONE");
}
