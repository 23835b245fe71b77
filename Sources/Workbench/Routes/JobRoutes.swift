import Tables

extension Routes {
    /// Long work: how far it is, and how to end it.
    static let work: [Route] = [
        Route(method: .get, path: "/api/jobs", text: Label("任务，最后的在前", "the jobs, the last one first")) { space, _ in
            .json(.list(space.jobs.all.map(\.json)))
        },
        Route(
            method: .get, path: "/api/job", text: Label("一个任务", "one job"),
            parameters: [Parameter("job", "任务编号", "number of the job", isRequired: true)]
        ) { space, request in .json(try space.job(request.value("job")).json) },
        Route(
            method: .get, path: "/api/job/events",
            text: Label("一个任务的进展（服务器推送事件）", "how a job goes on (server-sent events)"),
            parameters: [Parameter("job", "任务编号", "number of the job", isRequired: true)]
        ) { space, request in
            let first = try space.job(request.value("job"))
            let jobs = space.jobs
            return .events { send in
                var seen = first
                var isWanted = send("retry: 2000\n\(event(seen))")
                // A browser asks again where this ends before the job does.
                let end = Moment.seconds + 600
                while isWanted, !seen.isOver, Moment.seconds < end, let now = jobs.change(of: seen, atMost: 10) {
                    isWanted = send(now == seen ? ": \n\n" : event(now))
                    seen = now
                }
            }
        },
        Route(
            method: .post, path: "/api/job/cancel", text: Label("取消一个任务", "cancel a job"),
            body: .json([Parameter("job", "任务编号", "number of the job", isRequired: true)]), limit: 1 << 10
        ) { space, request in
            struct Body: Decodable { let job: Int }
            let body: Body = try request.decoded()
            let job = try space.job(String(body.job))
            space.jobs.cancel(job.number)
            return .json(job.json, status: 202)
        },
    ]

    private static func event(_ job: Job) -> String { "data: \(job.json.text)\n\n" }
}

extension Workspace {
    /// A job that a request names.
    nonisolated func job(_ number: String?) throws(Problem) -> Job {
        guard let number else { throw .missing("job") }
        guard let job = Int(number).flatMap({ jobs.job($0) }) else { throw .unknown("job", number) }
        return job
    }
}
