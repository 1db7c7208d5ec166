//! Sequences, which MariaDB has.

use crate::dialect::Target;
use crate::dialect::tests::shown;
use crate::preview::blog;

#[test]
fn mariadb_has_sequences() {
    insta::assert_snapshot!(shown(&Target::mariadb(), blog, |schema| {
        schema.create_sequence("numbers").integer().min(10).if_not_exists();
        schema.create_sequence("owned").owned_by("posts", "id");
        schema.alter_sequence("numbers").increment(2).cycle(true);
        schema.alter_sequence("numbers").increment(-1).start(-1).min(-99).max(-1);
        schema.restart_sequence("numbers").with(-5);
        schema.comment_on_sequence("numbers", "it's".to_owned());
        schema.rename_sequence("numbers", "counts");
        schema.drop_sequence("counts");
    }), @r#"
    CREATE SEQUENCE IF NOT EXISTS `numbers` START WITH 10 MINVALUE 10 MAXVALUE 2147483647;
      -- outside transaction | + sequence "numbers"
    MariaDB has no sequences that go with a column
      help: leave owned_by(...) out, and drop the sequence with the table
    ALTER SEQUENCE `numbers` INCREMENT BY 2 CYCLE;
      -- outside transaction
    ALTER SEQUENCE `numbers` START WITH -1 MINVALUE -99 MAXVALUE -1 INCREMENT BY -1 RESTART;
      -- loses data | outside transaction
    ALTER SEQUENCE `numbers` RESTART WITH -5;
      -- loses data | outside transaction
    MariaDB has no comments on a sequence
      help: say it in the migration, or in a comment on a table
    RENAME TABLE `numbers` TO `counts`;
      -- outside transaction | + sequence "counts"
    DROP SEQUENCE `counts`;
      -- loses data | outside transaction | - sequence "counts"
    "#);
}
