migratory::sql_migrations!();
migratory::sql_migrations!(1);
migratory::sql_migrations!("");
migratory::sql_migrations!("sql/empty", phase = "post-deploy");

fn main() {}
