use migratory::prelude::*;

pub struct CreateNodes;

#[migration]
impl Migration for CreateNodes {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("nodes", |t| {
            t.uuid("id").primary_key();
            t.uuid("parent_id")
                .optional()
                .references("nodes", "id")
                .on_delete(Cascade)
                .index();
            t.string("name", 255);
        });
    }
}
