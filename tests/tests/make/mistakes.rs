//! What is wrong with what was typed is told, and then nothing is written.

use insta::assert_snapshot;

use crate::program::Folder;

/// What is said of a mistake, after nothing was written.
#[track_caller]
fn refused(folder: &Folder, words: &[&str]) -> String {
    let before = (
        folder.list("migrations/src"),
        folder.read("migrations/src/lib.rs"),
    );
    let ran = folder.make(words);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (2, ""),
        "{words:?}: {}",
        ran.stderr
    );
    let after = (
        folder.list("migrations/src"),
        folder.read("migrations/src/lib.rs"),
    );
    assert_eq!(before, after, "{words:?}");
    ran.stderr
}

#[test]
fn a_mistake_is_told_with_what_to_type_instead() {
    let folder = Folder::with_crate("mistakes");
    let said = |words: &[&str]| refused(&folder, words);
    assert_snapshot!(said(&["create_posts", "title:strnig"]), @r#"
    error[MIG-0801]: title:strnig: there is no type "strnig": did you mean "string"?
      database: unchanged, nothing was run
      next: say string
    "#);
    assert_snapshot!(said(&["create_posts", "price:decimal5", "price:decimal2"]), @r#"
    error[MIG-0801]: price:decimal5: there is no type "decimal5"
      database: unchanged, nothing was run
      next: say 'decimal{...}' in quotes: a shell cuts braces with a comma in two
    "#);
    assert_snapshot!(said(&["create_posts", "title:string{200"]), @r#"
    error[MIG-0801]: title:string{200: the braces do not match
      database: unchanged, nothing was run
      next: close each one, and quote the field: 'price:decimal{10,2}'
    "#);
    assert_snapshot!(said(&["9lives"]), @r#"
    error[MIG-0801]: "9lives" cannot name a struct: it does not begin with a letter
      database: unchanged, nothing was run
      next: use letters, digits and `_`, as create_posts or CreatePosts
    "#);
    assert_snapshot!(said(&["self"]), @r#"
    error[MIG-0801]: "self" is a keyword of Rust
      database: unchanged, nothing was run
      next: use letters, digits and `_`, as create_posts or CreatePosts
    "#);
    assert_snapshot!(said(&["schema"]), @r#"
    error[MIG-0801]: would be the struct Schema, and migrations use that name themselves
      database: unchanged, nothing was run
      next: say what it does, as create_posts
    "#);
    assert_snapshot!(said(&["fix_things", "title:string"]), @r#"
    error[MIG-0801]: title:string: the name does not say what is to be done with fields
      database: unchanged, nothing was run
      next: call it create_x, add_x_to_y, remove_x_from_y, change_x_in_y, add_index_to_x, create_join_x_y or backfill_x
    "#);
    assert_snapshot!(said(&["begin"]), @r#"
    error[MIG-0801]: there is a migration 20260101090000000_begin already
      database: unchanged, nothing was run
      next: give the new one another name
    "#);
}

#[test]
fn whatever_is_wrong_nothing_is_written() {
    let folder = Folder::with_crate("refused");
    for words in [
        ["create_posts", "title:text{5}"],
        ["create_posts", "title:text:uniq=1"],
        ["create_posts", "1st:text"],
        ["create_posts", "n:int:default=many"],
        ["create_posts", "title:text:cascade"],
        ["create_posts", "author:references:on_delete=set_null"],
        ["create_posts", "status:enum{a,a}"],
        ["create_posts", "id:uuid?"],
        ["create_posts", "timestamps created_at"],
        ["create_posts", "author:references author_id:int"],
        ["create_posts", "id code:text:pk"],
        ["create_join_a_b_c", "since:date"],
        ["create_join_users_users", "since:date"],
        ["change_price_in_posts", "price"],
        ["change_price_in_posts", "price:int:index"],
        ["change_price_in_posts", "price:references"],
        ["drop_posts", "title"],
        ["rename_a_to_b", "title"],
        ["split_names --data", "title"],
        ["index_posts --sql", "title"],
    ] {
        let words: Vec<&str> = words.iter().flat_map(|it| it.split(' ')).collect();
        refused(&folder, &words);
    }
    for word in [
        "change_price_in_posts",
        "add_index_to_posts",
        "add_foreign_key_to_posts",
        "remove_foreign_key_from_posts",
        "remove_index_from_posts",
    ] {
        refused(&folder, &[word]);
    }
}
