Feature: Dry run
  What would happen, with answers and results supplied. Nothing leaves, nothing is recorded, no time passes.

  Scenario: A workflow from its start
    Given the workflow:
      """yaml
      do:
        - order: { call: http, with: { method: post, endpoint: 'https://shop.example/orders', body: {} } }
        - pause: { wait: { days: 3 } }
        - question: { ask: { prompt: 'Shall we?', mode: confirm } }
        - route:
            switch:
              - yes: { when: .value, then: done }
              - no: { then: stopped }
        - done: { set: { done: true }, then: end }
        - stopped: { set: { done: false } }
      """
    And https://shop.example answers POST /orders with status 200
    When it is run dry with:
      """yaml
      answers: { /do/2/question: { value: true } }
      results: { /do/0/order: { output: { id: 7 } } }
      elapse: true
      """
    Then the dry run should complete with output:
      """yaml
      done: true
      """
    And the dry run should run order, pause, question, route, done
    And https://shop.example should have been called 0 times
    And there should be 0 processes

  Scenario: It stops where nothing is supplied
    Given the workflow:
      """yaml
      do:
        - question: { ask: { prompt: 'Shall we?', mode: confirm } }
        - after: { set: { x: 1 } }
      """
    When it is run dry with:
      """yaml
      answers: {}
      """
    Then the dry run should run question
    And the dry run should be waiting

  Scenario: A process from where it stands
    Given the workflow:
      """yaml
      do:
        - first: { set: { n: 1 } }
        - question: { ask: { prompt: 'Shall we?', mode: confirm } }
        - after: { set: { said: '${ .value }' } }
      """
    When the workflow is executed
    And the process is run dry with:
      """yaml
      answers: { /do/1/question: { value: false } }
      """
    Then the dry run should complete with output:
      """yaml
      said: false
      """
    And the dry run should run question, after
    And question should wait for an approval
