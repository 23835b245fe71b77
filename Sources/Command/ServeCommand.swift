import ArgumentParser
import Glibc
import Lantian

#if Workbench
    import Workbench
#endif

/// `lantian serve`: the workbench, pages of this machine in the browser.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: text(
            "在浏览器中查看、修改、试算清单，或核查收到的包", "See, change and try an inventory in the browser, or check packages received."),
        discussion: text(
            "文件夹有 inventory.yaml 时是清单，否则是收件箱（每个包一个文件夹）。只在本机可达；用启动时打印的地址打开，Ctrl-C 结束。",
            "A folder with inventory.yaml is an inventory, any other an inbox (a folder for each package). Reached from this machine alone: open the address that is printed, end with Ctrl-C."
        ))

    @Argument(
        help: ArgumentHelp(
            text("清单文件夹或工作簿，或收到的包的文件夹", "inventory folder or workbook, or folder of packages received"),
            valueName: "folder"))
    var folder = "."

    @Option(help: ArgumentHelp(text("端口；0 为任一空闲端口", "port; 0 takes any that is free")))
    var port = 8750

    @Option(help: ArgumentHelp(text("系数库文件夹", "factor library"), valueName: "folder"))
    var factors: String?

    @Flag(help: ArgumentHelp(text("同时打开浏览器", "open the browser too")))
    var open = false

    /// What the process of a job is told by the program that serves.
    @Option(help: .hidden) var job: String?
    @Option(help: .hidden) var subject: String?
    @Option(help: .hidden) var memory: Int?

    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard (0...65535).contains(port) else {
            throw ValidationError(text("--port 应为 0 到 65535", "--port takes 0 to 65535"))
        }
    }

    func run() async throws {
        #if Workbench
            do {
                let library = try factorFolder(factors)
                _ = try existing(folder)
                InputRegister.end()
                if let job {
                    let work = JobWork(
                        kind: job, subject: subject ?? "", folder: folder, factors: library, language: chosenLanguage())
                    guard let work else { throw ExitCode(64) }
                    throw ExitCode(await work.run(memory: memory ?? JobLimits().memory))
                }
                let server: LoopbackServer
                do throws(PortError) { server = try LoopbackServer(port: port) } catch {
                    let reason = strerror(error.code).map { String(cString: $0) } ?? "\(error.code)"
                    tell(
                        text(
                            "端口 \(error.port) 不能使用（\(reason)）：换一个 --port，或 --port 0",
                            "port \(error.port) cannot be used (\(reason)): give another --port, or --port 0"))
                    throw ExitCode(74)
                }
                let space = Workspace(
                    folder: folder, factors: library, language: chosenLanguage(), port: server.port)
                put(text("打开：", "Open: ") + space.address)
                tell(text("Ctrl-C 结束", "Ctrl-C ends it"))
                fflush(nil)
                if open { show(space.address) }
                signal(SIGPIPE, SIG_IGN)
                server.run(bodyLimit: Workspace.bodyLimit) { await space.answer($0) }
            } catch {
                throw failing(error)
            }
        #else
            tell(
                text(
                    "这个程序编译时没有带网页工作台。带上它：swift build（默认），或 swift build --traits Workbench",
                    "This program was built without the workbench. To have it: swift build (the default), or swift build --traits Workbench"
                ))
            throw ExitCode(64)
        #endif
    }

    #if Workbench
        /// Opens an address with what the desktop opens addresses with; nothing happens where there is no desktop.
        private func show(_ address: String) {
            var process = pid_t()
            let arguments = ["xdg-open", address].map { (word: String) in strdup(word) }
            defer { for argument in arguments { free(argument) } }
            guard posix_spawnp(&process, "xdg-open", nil, nil, arguments + [nil], environ) == 0 else { return }
            let opener = process
            Task.detached { while waitpid(opener, nil, 0) < 0, errno == EINTR {} }
        }
    #endif
}
