//! The description of the API (`OpenAPI` 3.1), made from the table of routes and the types that handlers
//! read and write.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use http::{HeaderValue, header};
use utoipa::openapi::{
    ComponentsBuilder, Content, HeaderBuilder, HttpMethod, InfoBuilder, LicenseBuilder, ObjectBuilder,
    OpenApi, OpenApiBuilder, PathItem, PathsBuilder, Ref, RefOr, Required, ResponseBuilder, ResponsesBuilder,
    Schema,
    path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
    request_body::RequestBodyBuilder,
    schema::Type,
    security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

use crate::{
    problem,
    routes::{Gives, KeyRule, Method, Route, Schemas, Shape, table},
};

const ABOUT: &str = "JSON in `snake_case`; times RFC 3339 in UTC; money in minor units; ids are opaque. Every no is \
    `application/problem+json` (RFC 9457) with a stable `code`, and for a refused remedy with the `ways` to yes. \
    A POST takes an `Idempotency-Key`: the same key with the same content gets the first answer again.";

/// The description as a JSON text.
pub fn openapi_json() -> String {
    document().to_pretty_json().unwrap_or_default()
}

/// The same for as long as the program runs; anybody may ask, so it is made once.
pub(crate) async fn get() -> Response {
    static TEXT: LazyLock<Bytes> = LazyLock::new(|| openapi_json().into());
    let mut response = Response::new(Body::from(TEXT.clone()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn document() -> OpenApi {
    let mut schemas: Schemas = Vec::new();
    (Shape::of::<problem::Told>().gather)(&mut schemas);
    let mut paths = PathsBuilder::new().build();
    for route in table() {
        if let Some(takes) = &route.takes {
            (takes.gather)(&mut schemas);
        }
        if let Gives::Json(shape) = &route.gives {
            (shape.gather)(&mut schemas);
        }
        let method = match route.method {
            Method::Get => HttpMethod::Get,
            Method::Post => HttpMethod::Post,
        };
        let item = PathItem::new(method, operation(&route));
        paths
            .paths
            .entry(route.path.clone())
            .and_modify(|known| known.merge_operations(item.clone()))
            .or_insert(item);
    }
    let schemas: BTreeMap<String, RefOr<Schema>> = schemas.into_iter().collect();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token of an agent, from `valta agent token`; it may do what its agent may, as far as its scope goes"))
        .build();
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Valta")
                .version("1")
                .description(Some(ABOUT))
                .license(Some(
                    LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build(),
                ))
                .build(),
        )
        .paths(paths)
        .components(Some(
            ComponentsBuilder::new()
                .schemas_from_iter(schemas)
                .security_scheme("token", SecurityScheme::Http(bearer))
                .build(),
        ))
        .build()
}

fn text_schema() -> Schema {
    ObjectBuilder::new().schema_type(Type::String).into()
}

fn parameter(name: &str, place: ParameterIn, required: Required, about: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .description(Some(about))
        .schema(Some(text_schema()))
        .build()
}

fn operation(route: &Route) -> OperationBuilder {
    let mut operation =
        OperationBuilder::new().operation_id(Some(route.name)).summary(Some(route.summary)).tag(route.tag);
    if route.path.contains("{id}") {
        operation = operation.parameter(parameter(
            "id",
            ParameterIn::Path,
            Required::True,
            "Opaque, as an answer gave it",
        ));
    }
    for query in &route.query {
        operation = operation.parameter(query.clone());
    }
    if route.gives_also.is_some() {
        let about = "Where a stream goes on: the last `id:` that arrived";
        operation =
            operation.parameter(parameter("Last-Event-ID", ParameterIn::Header, Required::False, about));
    }
    let about = "Of your own making, 1 to 255 printable characters: a repeat gets the first answer";
    match route.key {
        KeyRule::No => {}
        KeyRule::May => {
            operation = operation.parameter(parameter(
                "Idempotency-Key",
                ParameterIn::Header,
                Required::False,
                about,
            ));
        }
        KeyRule::Must => {
            operation =
                operation.parameter(parameter("Idempotency-Key", ParameterIn::Header, Required::True, about));
        }
    }
    if route.versioned && route.method == Method::Post {
        let (needed, about) = if route.version_needed {
            (Required::True, "The `ETag` as you saw it; 412 when it has changed, 428 without it")
        } else {
            (Required::False, "The `ETag` of the case as you saw it, or `*`; 412 when it has changed")
        };
        operation = operation.parameter(parameter("If-Match", ParameterIn::Header, needed, about));
    }
    if let Some(takes) = &route.takes {
        operation = operation.request_body(Some(
            RequestBodyBuilder::new()
                .content("application/json", Content::new(Some(Ref::from_schema_name(&takes.name))))
                .required(Some(Required::True))
                .build(),
        ));
    }
    if !route.open {
        operation = operation.security(SecurityRequirement::new::<_, [&str; 0], &str>("token", []));
    }
    operation.responses(responses(route))
}

fn responses(route: &Route) -> utoipa::openapi::Responses {
    let mut good = ResponseBuilder::new().description(route.summary);
    good = match &route.gives {
        Gives::Json(shape) => {
            good.content("application/json", Content::new(Some(Ref::from_schema_name(&shape.name))))
        }
        Gives::Other(media_type) => good.content(*media_type, Content::new(None::<RefOr<Schema>>)),
    };
    if let Some(media_type) = route.gives_also {
        good = good.content(media_type, Content::new(Some(text_schema())));
    }
    if matches!(&route.gives, Gives::Json(shape) if ["Case", "Mandate"].contains(&shape.name.as_str())) {
        good = good.header(
            "ETag",
            HeaderBuilder::new()
                .schema(Some(text_schema()))
                .description(Some("The version, for `If-Match`"))
                .build(),
        );
    }
    let mut responses = ResponsesBuilder::new().response(route.status.as_str(), good);
    for (status, about) in problems(route) {
        let problem = ResponseBuilder::new()
            .description(about)
            .content(problem::MEDIA_TYPE, Content::new(Some(Ref::from_schema_name("Problem"))));
        responses = responses.response(status, problem);
    }
    responses.build()
}

/// What a call can be refused with.
fn problems(route: &Route) -> Vec<(&'static str, &'static str)> {
    let mut problems = Vec::new();
    let post = route.method == Method::Post;
    if !route.open {
        problems.push(("400", "The request cannot be read"));
        problems.push(("401", "No token, or one that does not hold"));
        problems.push(("403", "Not for this person, or not for this token"));
        problems.push(("404", "Not there, or not for these eyes"));
    }
    if post {
        problems.push(("409", "The key was used with another content, or this has happened already"));
        problems.push(("413", "Too large"));
        problems.push(("415", "Not JSON"));
        problems.push(("422", "Against a rule"));
        problems.push(("507", "No room left on the disk"));
    }
    if route.versioned && post {
        problems.push(("412", "It has changed; the body has its version"));
    }
    if route.version_needed {
        problems.push(("428", "The version that you saw is missing"));
    }
    if !route.open || route.path == "/readyz" {
        problems.push(("503", "Try again later"));
    }
    problems.push(("500", "A mistake of ours, with a reference"));
    problems
}

#[cfg(test)]
mod tests;
