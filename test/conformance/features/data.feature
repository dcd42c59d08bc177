Feature: Data
  Input, output and context, their transformations and their schemas.

  Scenario: From the raw input to the output, step by step
    Given the workflow:
      """yaml
      input: { from: '.order' }
      output: { as: '{ result: ., context: $context }' }
      do:
        - double:
            input: { from: '{ n: .amount }' }
            set: { n: '${ .n * 2 }', seen: '${ $input.n }', raw: '${ $task.input.amount }' }
            output: { as: '{ doubled: .n, seen, raw }' }
            export: { as: '$context + { kept: .doubled, own: $output.seen, input: $input.n }' }
        - last:
            set: { all: '${ . }', kept: '${ $context.kept }', from: '${ $workflow.input.order.amount }' }
      """
    And given the workflow input is:
      """yaml
      order: { amount: 4 }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      result:
        all: { doubled: 8, seen: 4, raw: 4 }
        kept: 8
        from: 4
      context: { kept: 8, own: 4, input: 4 }
      """

  Scenario: Objects with expressions in them
    Given the workflow:
      """yaml
      do:
        - shape:
            input:
              from: { a: '${ .x }', b: text, c: ['${ .y }', 1] }
            set: '${ . }'
            output:
              as: { got: '${ . }' }
            export:
              as: { got: '${ .got.a }' }
        - after: { set: { context: '${ $context }', input: '${ . }' } }
      """
    And given the workflow input is:
      """yaml
      { x: 1, y: 2 }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      context: { got: 1 }
      input: { got: { a: 1, b: text, c: [2, 1] } }
      """

  Scenario: The descriptors
    Given the workflow descriptors:
      """yaml
      do:
        - look:
            metadata: { team: blue }
            set:
              task: '${ $task | { name, reference, team: .definition.metadata.team } }'
              workflow: ${ $workflow.definition.document | { name, namespace, version } }
              id: ${ $workflow.id | type }
              started: ${ $workflow.startedAt | (.iso8601 | type) + " " + (.epoch.seconds | type) + " " + (.epoch.milliseconds | type) }
              runtime: ${ $runtime.name | type }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      task: { name: look, reference: /do/0/look, team: blue }
      workflow: { name: descriptors, namespace: test, version: '1.0.0' }
      id: string
      started: string number number
      runtime: string
      """

  Scenario Outline: A schema that the <place> of a task does not fit
    Given the workflow:
      """yaml
      do:
        - fits: { set: { n: 1 } }
        - check:
            set: { n: one }
            <place>:
              schema:
                format: json
                document: { type: object, properties: { n: { type: <type> } }, required: [n] }
              <as>
        - after: { set: { x: 1 } }
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/validation
      status: 400
      """
    And the error should mention "/n"
    And check should fault
    And after should not run

    Examples:
      | place  | type    | as        |
      | input  | string  |           |
      | output | integer |           |
      | export | integer | as: . |

  Scenario: A schema that the input of the workflow does not fit
    Given the workflow:
      """yaml
      input:
        schema:
          document:
            type: object
            required: [customer]
            properties:
              customer: { type: object, required: [name] }
      do:
        - never: { set: { x: 1 } }
      """
    And given the workflow input is:
      """yaml
      customer: {}
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/validation
      status: 400
      """
    And the error should mention "/customer/name"
    And never should not run

  Scenario: A schema that the output of the workflow does not fit
    Given the workflow:
      """yaml
      output:
        as: .n
        schema: { document: { type: string } }
      do:
        - one: { set: { n: 1 } }
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/validation
      """

  Scenario: Data that fits passes
    Given the workflow:
      """yaml
      input: { schema: { document: { type: object, required: [n] } } }
      output: { schema: { document: { type: integer } } }
      do:
        - plus:
            input: { schema: { document: { type: object } }, from: .n }
            set: ${ . + 1 }
            output: { schema: { document: { type: integer, minimum: 3 } } }
            export: { as: '{ n: . }', schema: { document: { type: object, required: [n] } } }
      """
    And given the workflow input is:
      """yaml
      n: 2
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      3
      """

  Scenario: A task whose condition is false is passed over, before anything else of it is looked at
    Given the workflow:
      """yaml
      do:
        - never:
            if: .go
            input: { schema: { document: { type: string } } }
            raise: { error: { type: 'https://example.com/x', status: 500 } }
            then: end
        - after: { set: { got: '${ . }' } }
      """
    And given the workflow input is:
      """yaml
      go: false
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      got: { go: false }
      """
    And never should be skipped

  Scenario: How expressions are evaluated may be said, where it is how they are
    Given the workflow:
      """yaml
      evaluate: { language: jq, mode: strict }
      do: [ { look: { set: { bare: .n, wrapped: '${ .n }' } } } ]
      """
    And given the workflow input is:
      """yaml
      n: 1
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      bare: .n
      wrapped: 1
      """

  Scenario Outline: Another <what> is refused
    Given the workflow:
      """yaml
      evaluate: { <what>: <value> }
      do: [ { look: { set: { n: 1 } } } ]
      """
    Then the definition should be refused at /evaluate/<what>

    Examples:
      | what     | value |
      | language | js    |
      | mode     | loose |

  Scenario Outline: An input of any kind: <input>
    Given the workflow:
      """yaml
      do: [ { look: { set: { got: '${ . }', again: '${ $workflow.input }' } } } ]
      """
    And given the workflow input is:
      """yaml
      <input>
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      got: <input>
      again: <input>
      """

    Examples:
      | input   |
      | null    |
      | 5       |
      | text    |
      | [1, 2]  |
      | false   |
